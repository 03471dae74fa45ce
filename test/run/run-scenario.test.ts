// Whole trials with real parts: a private broker, real workers, the generator in its own process.

import assert from 'node:assert/strict';
import { env } from 'node:process';
import { test } from 'node:test';
import { connectBroker, startEmbeddedBroker, type OwnBroker } from '../../src/broker/index.ts';
import type { RunResult, TrialRecord } from '../../src/result/index.ts';
import { runScenario, type RunEvent } from '../../src/run/index.ts';
import { loadScenario, type Scenario } from '../../src/scenario/index.ts';

async function scenarioOf(text: string): Promise<Scenario> {
  const { scenario } = await loadScenario('test.yaml', { readFile: () => Promise.resolve(text) });
  return scenario;
}

interface RunOptions {
  readonly onEvent?: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

async function run(scenario: Scenario, broker: OwnBroker, options: RunOptions = {}): Promise<RunResult> {
  await using connection = await connectBroker(broker.url);
  const record = { ...connection.info, url: broker.url, ownedByRun: true };
  const runBroker = { record, url: broker.url, pid: broker.pid, restart: undefined };
  const around = { env, signal: new AbortController().signal, onEvent: () => undefined, ...options };
  return runScenario({ scenario, broker: runBroker, version: 'test', ...around });
}

function assertBalanced(trial: TrialRecord): void {
  const { ledger } = trial;
  assert.ok(ledger !== null);
  assert.ok(ledger.balanced);
  assert.equal(ledger.sent, ledger.doneOnce + ledger.failed + ledger.lost + ledger.left);
}

const FOUR_POOLS = `
name: four-pools
workload:
  tasks:
    - { name: fetch, kind: io, duration: 2ms, weight: 2 }
    - { name: crunch, kind: cpu, duration: 200us, failure: 20% }
fleet: [ { name: web } ]
matrix: { pool: [solo, prefork, threads, async], concurrency: [2], prefetch: [2] }
load: [ { saturate: 400ms }, { rate: 100/s, arrivals: constant, duration: 400ms } ]
warm-up: 100ms
`;

test('every pool gives a measured trial whose ledger balances', async () => {
  await using broker = await startEmbeddedBroker();
  const result = await run(await scenarioOf(FOUR_POOLS), broker);
  assert.equal(result.trials.length, 4);
  for (const trial of result.trials) {
    assert.equal(trial.failure, null);
    assertBalanced(trial);
    assert.equal(trial.ledger?.lost, 0);
    assert.ok((trial.capacityPerSec ?? 0) > 0);
    const offered = trial.phases.find((phase) => phase.phase === 'rate');
    assert.ok(offered !== undefined);
    assert.equal(offered.sent, offered.completed + offered.failed);
    assert.ok((trial.ledger?.failed ?? 0) > 0, 'one in five crunches fails');
    assert.equal(offered.sent, 40);
    for (const { summary } of [offered.wait, offered.service, offered.endToEnd]) {
      assert.ok(
        summary.p50Ms <= summary.p95Ms && summary.p95Ms <= summary.p99Ms && summary.p99Ms <= summary.maxMs,
      );
    }
    assert.ok((offered.resources.memoryPeakBytes ?? 0) > 2 ** 20);
    const children = trial.processes.filter((one) => one.role === 'child').length;
    assert.equal(children >= 2, trial.cellId.includes('prefork'), 'only prefork has children');
  }
});

const KILLED = `
name: killed
workload: { tasks: [ { name: fetch, kind: io, duration: 5ms } ] }
fleet: [ { name: web, pool: async, concurrency: 4, prefetch: 1 } ]
matrix: { workers: [1, 2] }
load: [ { rate: 50/s, arrivals: constant, duration: 60s } ]
warm-up: 0s
`;

test('a worker killed in the middle of a trial is reported, the ledger balances, and the rest of the run goes on', async () => {
  await using broker = await startEmbeddedBroker();
  const stop = new AbortController();
  let started = 0;
  const result = await run(await scenarioOf(KILLED), broker, {
    onEvent: (event) => {
      if (event.event === 'fleet-ready' && ++started === 1) process.kill(event.pids[0] ?? 0, 'SIGKILL');
      if (event.event === 'fleet-ready' && started === 2) stop.abort();
    },
    signal: stop.signal,
  });
  const [killed, next] = result.trials;
  assert.equal(killed?.state, 'failed');
  assert.match(killed?.failure?.message ?? '', /SIGKILL/);
  assert.ok(killed !== undefined);
  assertBalanced(killed);
  assert.equal(next?.state, 'interrupted', 'the run went on to the second cell, which the test then stopped');
  assert.equal(result.outcome, 'interrupted');
});

const UNSTARTABLE = `
name: unstartable
workload: { tasks: [ { name: t, kind: noop } ] }
fleet: [ { name: web, pool: solo, concurrency: 1, prefetch: 1 } ]
load: [ { saturate: 200ms } ]
`;

async function runOn(broker: OwnBroker, onEvent: (event: RunEvent) => void): Promise<RunResult> {
  return await runScenario({
    scenario: await scenarioOf(UNSTARTABLE),
    broker: {
      record: { kind: 'embedded', version: '0', url: broker.url, ownedByRun: true },
      url: broker.url,
      pid: undefined,
      restart: undefined,
    },
    env,
    signal: new AbortController().signal,
    onEvent,
    version: 'test',
  });
}

test('a generator that cannot be started again fails the trials that need it, and the finished ones are kept', async () => {
  await using broker = await startEmbeddedBroker();
  // Inherited by what is started from then on.
  const inherited = { ...env };
  const text = `${UNSTARTABLE}repeats: 3\n`;
  const result = await run(await scenarioOf(text), broker, {
    env: inherited,
    onEvent: (event) => {
      if (event.event !== 'trial-ended' || event.trial.order !== 1) return;
      inherited['NODE_OPTIONS'] = '--no-such-option';
      for (const { role, pid } of event.record.processes)
        if (role === 'generator') process.kill(pid, 'SIGKILL');
    },
  });
  assert.deepEqual(
    result.trials.map(({ failure }) => failure?.code),
    [undefined, 'GENERATOR_DIED', 'GENERATOR_DIED'],
  );
  assert.equal(result.outcome, 'completed');
});

test('a broker that is gone from the start ends the run with its reason', async () => {
  const broker = await startEmbeddedBroker();
  await broker.stop();
  await assert.rejects(
    runOn(broker, () => undefined),
    { code: 'BROKER_UNREACHABLE' },
  );
});

test('a broker that goes before a trial fails the trial with its reason and leaves nothing running', async () => {
  const broker = await startEmbeddedBroker();
  const stopping: Promise<void>[] = [];
  const result = await runOn(broker, ({ event }) => {
    if (event === 'trial-started') stopping.push(broker.stop());
  });
  await Promise.all(stopping);
  assert.equal(result.trials[0]?.state, 'failed');
  assert.equal(result.trials[0]?.failure?.code, 'BROKER_UNREACHABLE');
});
