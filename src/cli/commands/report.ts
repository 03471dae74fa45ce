// headcount report: an old result as a page, a summary, data or test cases; no broker needed.

import { mkdir, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { planFromResult, questionOf } from '../../capacity/index.ts';
import { assertNever, EXIT, HeadcountError } from '../../errors/index.ts';
import { evaluateThresholds, gate } from '../../gate/index.ts';
import {
  renderCsv,
  renderGateJunit,
  renderJson,
  renderSummaryMarkdown,
  writeHtmlReport,
  type ReportedRun,
} from '../../report/index.ts';
import { readResult, RESULT_FILE } from '../../result/index.ts';
import { defineCommand } from '../command.ts';
import type { Host } from '../host.ts';

const FORMATS = ['html', 'markdown', 'json', 'csv', 'junit'] as const;
type TextFormat = Exclude<(typeof FORMATS)[number], 'html'>;

export const reportCommand = defineCommand({
  command: 'report <run..>',
  describe: 'Render the result of a run: a page, a summary, data for a notebook, test cases for CI',
  positionals: {
    run: {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'Run directories or result.json files',
    },
  },
  options: {
    output: {
      alias: 'o',
      type: 'string',
      describe:
        'File to write; a directory for the pages of several runs (default: html beside the result, others to stdout)',
    },
    format: { choices: FORMATS, default: 'html', describe: 'What to render' },
  },
  examples: [
    ['$0 report reports/quickstart/latest', 'the page again, beside the result'],
    ['$0 report reports/quickstart/* --format csv -o runs.csv', 'one row a trial and phase of every run'],
  ],
  async run({ run, output, format }, host) {
    const runs = await readRuns(run.map((path) => resolve(host.cwd, path)));
    const target = output === undefined ? undefined : resolve(host.cwd, output);
    if (format === 'html') await writePages(runs, target, host);
    else await writeText(renderText(runs, format), target, host);
    return EXIT.done;
  },
});

interface NamedRun extends ReportedRun {
  /** The directory that the result lies in, and the name it has there. */
  readonly directory: string;
  readonly file: string;
}

// A pattern such as reports/quickstart/* names the newest run twice: `latest` is a link to it.
async function readRuns(paths: readonly string[]): Promise<readonly NamedRun[]> {
  const runs = await Promise.all(paths.map(readRun));
  const places = await Promise.all(runs.map(({ directory, file }) => realpath(join(directory, file))));
  return runs.filter((_, at) => places.indexOf(places[at] ?? '') === at);
}

async function readRun(path: string): Promise<NamedRun> {
  const result = await readResult(path);
  const place = (await stat(path)).isDirectory()
    ? { directory: path, file: RESULT_FILE }
    : { directory: dirname(path), file: basename(path) };
  const plan = planFromResult(result, questionOf(result));
  return { ...place, result, plan, outcomes: evaluateThresholds(result) };
}

function renderText(runs: readonly NamedRun[], format: TextFormat): string {
  switch (format) {
    case 'markdown':
      return runs
        .map(({ result, plan, outcomes }) => renderSummaryMarkdown(result, plan, outcomes))
        .join('\n');
    case 'json':
      return renderJson(runs);
    case 'csv':
      return renderCsv(runs.map(({ result }) => result));
    case 'junit':
      return junitOf(runs);
    default:
      return assertNever(format);
  }
}

function junitOf(runs: readonly NamedRun[]): string {
  const [only] = runs;
  if (only === undefined || runs.length > 1) {
    throw new HeadcountError('USAGE', `--format junit takes one run, not ${runs.length}`, {
      hint: 'Call headcount report once for each run.',
    });
  }
  return renderGateJunit(gate({ result: only.result }), { result: only.result });
}

async function writeText(text: string, target: string | undefined, host: Host): Promise<void> {
  if (target === undefined) host.stdout.write(text);
  else await write(target, text);
}

async function writePages(runs: readonly NamedRun[], target: string | undefined, host: Host): Promise<void> {
  const intoDirectory = target !== undefined && (await isDirectory(target));
  if (target !== undefined && runs.length > 1 && !intoDirectory) {
    throw new HeadcountError(
      'USAGE',
      `${runs.length} runs do not go into one page: -o ${target} is not a directory`,
      {
        hint: 'Name an existing directory with -o, or leave it out: every page is then written beside its result.',
      },
    );
  }
  for (const { result, plan, outcomes, directory } of runs) {
    const file =
      target === undefined
        ? join(directory, 'report.html')
        : intoDirectory
          ? join(target, pageName(result))
          : target;
    await write(file, await writeHtmlReport(result, plan, outcomes));
    host.stdout.write(`${file}\n`);
  }
}

/** "quickstart-2026-01-05T09-00-00.html": which run a page among others is. */
function pageName({ scenario, startedAt }: NamedRun['result']): string {
  const safe = (text: string): string => text.replace(/[^\w.-]+/g, '-');
  return `${safe(scenario.name)}-${safe(startedAt.replace(/\.\d+Z?$/, ''))}.html`;
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (cause) {
    throw new HeadcountError('WRITE_FAILED', `cannot write ${file}`, {
      hint: 'Name another file with -o.',
      cause,
    });
  }
}
