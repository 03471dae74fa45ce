// The search in whole trials, of tasks that outlast a second, a probe and the time to drain.

import assert from 'node:assert/strict';
import { env } from 'node:process';
import { test } from 'node:test';
import { startEmbeddedBroker } from '../../../src/broker/index.ts';
import type { Search } from '../../../src/result/index.ts';
import { runScenario } from '../../../src/run/index.ts';
import { loadScenario } from '../../../src/scenario/index.ts';

async function found(durationMs: number, slots: number, load: string): Promise<Search> {
  await using broker = await startEmbeddedBroker();
  const text = `
name: long-tasks
workload: { tasks: [ { name: slow, kind: io, duration: ${durationMs}ms } ] }
fleet: [ { name: web, pool: async, concurrency: ${slots}, prefetch: 1 } ]
load: [ ${load} ]
warm-up: 0s
`;
  const { scenario } = await loadScenario('test.yaml', { readFile: () => Promise.resolve(text) });
  const record = { kind: 'embedded', version: '0', url: broker.url, ownedByRun: true } as const;
  const { trials } = await runScenario({
    scenario,
    broker: { record, url: broker.url, pid: broker.pid, restart: undefined },
    env,
    signal: new AbortController().signal,
    onEvent: () => undefined,
    version: 'test',
  });
  assert.equal(trials[0]?.failure, null);
  assert.equal(trials[0].ledger?.balanced, true);
  const search = trials[0].phases.at(-1)?.search;
  assert.ok(search !== null && search !== undefined);
  return search;
}

test('a search finds what the fleet can do although no task ends within a second', async () => {
  const goal = 'p50(end_to_end) < 900ms';
  const search = await found(1050, 4, `{ search: { slo: '${goal}', probe: 1s, precision: 20% } }`);
  assert.ok(search.saturationPerSec > 0 && search.saturationPerSec <= 4 / 1.05, `${search.saturationPerSec}`);
  assert.equal(search.ratePerSec, null, 'a task alone takes longer than the goal');
  assert.ok(search.probes.every(({ kept, mean }) => !kept && (mean === null || mean === 1)));
});

test('tasks that started in time have kept a goal on their wait, however long they run', async () => {
  const search = "{ search: { slo: 'p75(wait) < 900ms', probe: 1s, precision: 20% } }";
  const { ratePerSec, saturationPerSec, probes } = await found(6200, 200, `{ saturate: 7s }, ${search}`);
  assert.equal(ratePerSec, 0.8 * saturationPerSec);
  assert.ok(probes.every(({ mean }) => mean === 0));
});
