// Runs every test: `npm test`, or `npm test -- broker run/drain` for the files whose path holds one of the words.
// Finds (or on Debian as root installs) what real tests need, and ends by saying what was not covered.

import { availableParallelism } from 'node:os';
import { dirname, relative } from 'node:path';
import { once } from 'node:events';
import type { Transform } from 'node:stream';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { findCelery, obtainCelery } from './runner/celery-python.ts';
import { findTests } from './runner/find-tests.ts';
import { BROWSER, findProgram, obtainProgram, POSTGRES, REDIS } from './runner/programs.ts';
import { Tally } from './runner/tally.ts';

const FILE_TIMEOUT_MS = 180_000;
const LEAK_WATCH = new URL('./leaks.js', import.meta.url).href;

interface NotCovered {
  readonly what: string;
  readonly why: string;
}

/** Tells the test files by environment where the programs are; answers what stays uncovered. */
function provide(): readonly NotCovered[] {
  const missing: NotCovered[] = [];
  const redis = process.env['HEADCOUNT_TEST_REDIS_SERVER'] ?? obtainProgram(REDIS);
  if (redis === undefined)
    missing.push({ what: 'a real Redis', why: 'no redis-server on PATH, and none could be installed' });
  else process.env['HEADCOUNT_TEST_REDIS_SERVER'] = redis;
  const browserAsked = process.env['CI'] === 'true' || process.env['HEADCOUNT_TEST_BROWSER'] === '1';
  const browser =
    process.env['HEADCOUNT_TEST_CHROMIUM'] ??
    (browserAsked ? obtainProgram(BROWSER) : findProgram(BROWSER.names));
  if (browser === undefined)
    missing.push({
      what: 'pages in a real browser',
      why: 'no chromium on PATH, and none could be installed',
    });
  else process.env['HEADCOUNT_TEST_CHROMIUM'] = browser;
  const postgresAsked = process.env['CI'] === 'true';
  const postgres =
    process.env['HEADCOUNT_TEST_POSTGRES'] ??
    (postgresAsked ? obtainProgram(POSTGRES) : findProgram(POSTGRES.names, POSTGRES.elsewhere?.()));
  if (postgres === undefined) missing.push({ what: 'a real PostgreSQL', why: 'no postgres was found' });
  else process.env['HEADCOUNT_TEST_POSTGRES'] = postgres;
  const celeryAsked = process.env['CI'] === 'true' || process.env['HEADCOUNT_TEST_CELERY'] === '1';
  const python = process.env['HEADCOUNT_TEST_PYTHON'] ?? (celeryAsked ? obtainCelery() : findCelery());
  if (python === undefined)
    missing.push({ what: 'the real Celery', why: 'no Python that imports celery and redis' });
  else process.env['HEADCOUNT_TEST_PYTHON'] = python;
  return missing;
}

/** Runs the files in processes of their own, the report on stdout, the counts in the tally. */
async function runFiles(files: readonly string[], concurrency: number, tally: Tally): Promise<void> {
  if (files.length === 0) return;
  const options = {
    files: [...files],
    concurrency,
    timeout: FILE_TIMEOUT_MS,
    execArgv: ['--import', LEAK_WATCH],
  };
  const events = run(options);
  events.on('test:dequeue', (event) => tally.started(event));
  events.on('test:complete', (event) => tally.completed(event));
  events.on('test:pass', (event) => tally.pass(event));
  events.on('test:fail', (event) => tally.fail(event));
  const report: Transform = new spec();
  events.pipe(report).pipe(process.stdout, { end: false });
  await once(report, 'end');
}

function printClosing(tally: Tally, missing: readonly NotCovered[], root: string): void {
  const lines = [
    ...tally.brokenFiles.map((sentence) => `File failed: ${sentence}`),
    ...missing.map(({ what, why }) => `Not covered: ${what} (${why})`),
    ...tally.skipped.map(
      ({ name, file, reason }) => `Not covered: ${relative(root, file)}: "${name}" (${reason})`,
    ),
  ];
  if (tally.passed === 0) lines.push('No test was run.');
  console.log(['', ...lines, tally.closingLine].join('\n'));
}

async function main(): Promise<boolean> {
  const root = dirname(fileURLToPath(import.meta.url));
  const files = await findTests(root, process.argv.slice(2));
  const missing = provide();
  process.env['HEADCOUNT_TEST_WATCH_LEAKS'] = '1';
  // Node 20 hands the runner's own flags on to the test files; later versions take them as an option.
  process.execArgv.push('--import', LEAK_WATCH);
  const tally = new Tally();
  await runFiles(files.together, Math.min(4, availableParallelism()), tally);
  await runFiles(files.alone, 1, tally);
  printClosing(tally, missing, root);
  return tally.ok;
}

process.exitCode = (await main()) ? 0 : 1;
