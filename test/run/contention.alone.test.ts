// CPU contention is visible: the same fixed work takes about twice as long in twice as many slots as cores.
// A ratio within one run, on a machine that does nothing else.

import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { env } from 'node:process';
import { test } from 'node:test';
import { connectBroker, startEmbeddedBroker } from '../../src/broker/index.ts';
import { runScenario } from '../../src/run/index.ts';
import { loadScenario } from '../../src/scenario/index.ts';

const SLOTS = 2 * availableParallelism();

const SCENARIO = `
name: contention
workload: { tasks: [ { name: crunch, kind: cpu, duration: 5ms } ] }
fleet: [ { name: web, pool: prefork, prefetch: 1 } ]
matrix: { concurrency: [1, ${SLOTS}] }
load: [ { saturate: 1500ms } ]
repeats: 2
`;

test('twice as many slots as cores make a CPU task about twice as long', async () => {
  await using broker = await startEmbeddedBroker();
  await using connection = await connectBroker(broker.url);
  const { scenario } = await loadScenario('test.yaml', { readFile: () => Promise.resolve(SCENARIO) });
  const result = await runScenario({
    scenario,
    broker: {
      record: { ...connection.info, url: broker.url, ownedByRun: true },
      url: broker.url,
      pid: broker.pid,
      restart: undefined,
    },
    env,
    signal: new AbortController().signal,
    onEvent: () => undefined,
    version: 'test',
  });
  // The less disturbed of the two repeats.
  const serviceMs = (concurrency: number): number =>
    Math.min(
      ...result.trials
        .filter((trial) => trial.slots === concurrency)
        .flatMap((trial) => trial.phases)
        .filter((phase) => phase.phase === 'saturate')
        .map((phase) => phase.service.summary.p50Ms),
    );
  const slowdown = serviceMs(SLOTS) / serviceMs(1);
  assert.ok(slowdown > 1.5, `service grew ${slowdown.toFixed(2)} times`);
});
