// headcount gate: does a run keep its thresholds, and is it no worse than its baseline?

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EXIT, HeadcountError, type ExitCode } from '../../errors/index.ts';
import { gate, type GateState } from '../../gate/index.ts';
import { renderGateJunit, renderGateMarkdown, renderGateText } from '../../report/index.ts';
import { readResult } from '../../result/index.ts';
import { defineCommand } from '../command.ts';

const positionals = {
  run: { type: 'string', demandOption: true, describe: 'Run directory or result.json' },
} as const;

const options = {
  baseline: { type: 'string', describe: 'Run to compare with: directory or result.json' },
  metric: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: "Compare by this metric only, such as throughput or 'p95(wait)'; may be given several times",
  },
  json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
  markdown: { type: 'string', describe: 'Also write the answer as markdown to this file' },
  junit: { type: 'string', describe: 'Also write the answer as JUnit XML to this file' },
} as const;

const EXIT_BY_STATE: Readonly<Record<GateState, ExitCode>> = {
  passed: EXIT.done,
  failed: EXIT.goalFailed,
  inconclusive: EXIT.inconclusive,
};

export const gateCommand = defineCommand({
  command: 'gate <run>',
  describe: 'Pass or fail a run by its thresholds and against a baseline (exit 0, 99, or 98 when undecided)',
  positionals,
  options,
  examples: [
    ['$0 gate reports/quickstart/latest', 'by the thresholds of its scenario'],
    ['$0 gate reports/quickstart/latest --baseline main/result.json --junit gate.xml', 'for a CI job'],
  ],
  async run({ run, baseline, metric, json, markdown, junit }, host) {
    const question = {
      result: await readResult(resolve(host.cwd, run)),
      baseline: baseline === undefined ? undefined : await readResult(resolve(host.cwd, baseline)),
      metrics: metric ?? [],
    };
    const outcome = gate(question);
    if (markdown !== undefined) {
      await write('markdown', resolve(host.cwd, markdown), renderGateMarkdown(outcome, question));
    }
    if (junit !== undefined)
      await write('junit', resolve(host.cwd, junit), renderGateJunit(outcome, question));
    const document = { format: 'headcount-gate', version: 1, ...outcome };
    host.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : renderGateText(outcome, question));
    return EXIT_BY_STATE[outcome.state];
  },
});

async function write(option: string, path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new HeadcountError('WRITE_FAILED', `--${option}: ${path} could not be written`, {
      hint: 'Check that the directory exists and can be written to.',
      cause,
    });
  }
}
