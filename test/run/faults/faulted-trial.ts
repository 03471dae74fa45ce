// A scenario with faults as a test runs it: on a broker of its own, from the text to the trial's record.

import assert from 'node:assert/strict';
import { env } from 'node:process';
import { connectBroker, type OwnBroker } from '../../../src/broker/index.ts';
import type { Ledger, RunResult, TrialRecord } from '../../../src/result/index.ts';
import { runScenario, type RunEvent } from '../../../src/run/index.ts';
import { loadScenario } from '../../../src/scenario/index.ts';
import { findCelery } from '../../celery/python.ts';

interface RunOptions {
  readonly ownedByRun?: boolean;
  readonly onEvent?: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
}

export async function run(text: string, broker: OwnBroker, options: RunOptions = {}): Promise<RunResult> {
  const { scenario } = await loadScenario('test.yaml', { readFile: () => Promise.resolve(text) });
  const { info, close } = await identify(broker.url);
  await close();
  return runScenario({
    scenario,
    broker: {
      record: { ...info, url: broker.url, ownedByRun: options.ownedByRun ?? true },
      url: broker.url,
      get pid() {
        return broker.pid;
      },
      restart: broker.restart,
    },
    env,
    signal: options.signal ?? new AbortController().signal,
    onEvent: options.onEvent ?? (() => undefined),
    version: 'test',
  });
}

async function identify(url: string) {
  const broker = await connectBroker(url);
  return { info: broker.info, close: () => broker.close() };
}

export function only(result: RunResult): TrialRecord {
  const [trial] = result.trials;
  assert.ok(trial !== undefined);
  assert.equal(trial.failure, null, 'a planned end is no failure');
  return trial;
}

export function ledgerOf(trial: TrialRecord): Ledger {
  const { ledger } = trial;
  assert.ok(ledger !== null);
  assert.ok(ledger.balanced);
  assert.equal(ledger.sent, ledger.doneOnce + ledger.failed + ledger.lost + ledger.left);
  return ledger;
}

/** The scenario's lines for the Celery of this machine. */
export const celery = (): string => `system: celery\ncelery: { python: ${findCelery()} }`;

/** One group, `web`; no warm-up. */
export const scenario = (
  task: string,
  group: string,
  load: string,
  faults: string,
  system = 'system: headcount',
): string => `
name: faults
${system}
workload: { tasks: [ { name: fetch, kind: io, ${task} } ] }
fleet: [ { name: web, prefetch: 1, ${group} } ]
load: [ ${load} ]
warm-up: 0s
faults: [ ${faults} ]
`;
