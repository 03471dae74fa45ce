// Whole trials whose tasks call real servers, on every pool: the run's own HTTP target, the run's Redis, a PostgreSQL.

import assert from 'node:assert/strict';
import { env } from 'node:process';
import { test } from 'node:test';
import { connectBroker, type OwnBroker } from '../../src/broker/index.ts';
import { shownCall } from '../../src/run/targets/shown-call.ts';
import type { RunResult, TrialRecord } from '../../src/result/index.ts';
import { runScenario } from '../../src/run/index.ts';
import { loadScenario } from '../../src/scenario/index.ts';
import { ms } from '../../src/units/index.ts';
import { SKIP_WITHOUT_POSTGRES, startTestPostgres } from '../postgres-server.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../redis-server.ts';

async function run(text: string, broker: OwnBroker): Promise<RunResult> {
  const { scenario } = await loadScenario('test.yaml', { readFile: () => Promise.resolve(text) });
  await using connection = await connectBroker(broker.url);
  const record = { ...connection.info, url: broker.url, ownedByRun: true };
  return runScenario({
    scenario,
    broker: { record, url: broker.url, pid: broker.pid, restart: undefined },
    env,
    signal: new AbortController().signal,
    onEvent: () => undefined,
    version: 'test',
  });
}

function rateFigures(trial: TrialRecord) {
  const phase = trial.phases.find((one) => one.phase === 'rate');
  assert.ok(phase !== undefined);
  return { phase, byTask: new Map(phase.byTask.map((figures) => [figures.name, figures])) };
}

const everyPool = (postgresUrl: string): string => `
name: calls
workload:
  tasks:
    - { name: call-api, kind: http }
    - { name: count-visit, kind: redis, commands: 3 }
    - { name: load-order, kind: postgres, url: '${postgresUrl}', query: 'select pg_sleep(0.002)' }
    - { name: render, kind: mixed, cpu: 1ms, wait: 5ms }
targets: { http: { latency: 10ms, connect: 5ms } }
fleet: [ { name: web, concurrency: 2, prefetch: 2 } ]
matrix: { pool: [solo, prefork, threads, async], client: [pooled, unpooled] }
load: [ { rate: 40/s, arrivals: constant, duration: 1s } ]
warm-up: 200ms
`;

test(
  'every pool runs every kind of call, pooled and unpooled, and the ledger balances',
  { skip: SKIP_WITHOUT_REDIS || SKIP_WITHOUT_POSTGRES },
  async () => {
    await using broker = await startTestRedis();
    await using postgres = await startTestPostgres();
    const result = await run(everyPool(postgres.url), broker);
    assert.equal(result.trials.length, 8);
    assert.ok(
      result.systems.every(({ calibration }) => calibration !== null),
      'the CPU part of a mixed task is calibrated',
    );
    for (const trial of result.trials) {
      assert.equal(trial.failure, null, trial.cellId);
      assert.ok(trial.ledger?.balanced === true);
      assert.equal(
        trial.ledger.failed + trial.ledger.lost,
        0,
        `${trial.cellId}: ${JSON.stringify(trial.warnings)}`,
      );
      const { phase, byTask } = rateFigures(trial);
      const least = { 'call-api': 10, 'count-visit': 0, 'load-order': 2, render: 5 };
      for (const [name, leastMs] of Object.entries(least)) {
        const figures = byTask.get(name);
        assert.ok(figures !== undefined && figures.completed > 0, `${trial.cellId}: ${name} never ran`);
        assert.ok(
          figures.service.summary.minMs >= leastMs * 0.999,
          `${trial.cellId}: ${name} took ${figures.service.summary.minMs} ms`,
        );
      }
      if (trial.cellId.endsWith('client=unpooled'))
        assert.ok(
          (byTask.get('call-api')?.service.summary.minMs ?? 0) >= 15 * 0.999,
          'every call sets up a connection',
        );
      const target = trial.processes.find(({ role }) => role === 'target');
      assert.ok(target !== undefined && target.name === 'http');
      assert.ok(phase.resources.targetCpuCores !== null);
    }
    assert.doesNotMatch(JSON.stringify(result.workload), /headcount@/, 'no user in a URL of the result');
  },
);

const FAILING = `
name: failing
workload:
  tasks:
    - { name: refused, kind: http, url: 'http://127.0.0.1:1/' }
    - { name: late, kind: http, timeout: 20ms }
    - { name: planned, kind: noop, failure: 100% }
    - { name: fine, kind: io, duration: 1ms }
targets: { http: { latency: 300ms } }
fleet: [ { name: web, concurrency: 2, prefetch: 2 } ]
matrix: { pool: [prefork, async] }
load: [ { rate: 40/s, arrivals: constant, duration: 1s } ]
warm-up: 0s
`;

test(
  'calls that fail count as failed, and the trial says what they failed with',
  { skip: SKIP_WITHOUT_REDIS },
  async () => {
    await using broker = await startTestRedis();
    const result = await run(FAILING, broker);
    assert.equal(result.trials.length, 2);
    for (const trial of result.trials) {
      const { byTask } = rateFigures(trial);
      const failed = (name: string): number => byTask.get(name)?.failed ?? 0;
      assert.ok(failed('refused') > 0 && failed('late') > 0 && failed('planned') > 0);
      assert.equal(failed('fine'), 0);
      assert.equal(trial.ledger?.failed, failed('refused') + failed('late') + failed('planned'));
      const said = trial.warnings.filter(({ code }) => code === 'calls-failed').map(({ detail }) => detail);
      assert.equal(said.length, 2, JSON.stringify(said));
      assert.ok(
        said.some(
          (detail) =>
            detail.startsWith(`${failed('refused')} refused tasks`) && detail.includes('ECONNREFUSED'),
        ),
      );
      assert.ok(
        said.some(
          (detail) =>
            detail.startsWith(`${failed('late')} late tasks`) && detail.includes('no answer within 20 ms'),
        ),
      );
    }
  },
);

test('a shown call has no user and no password', () => {
  const call = { timeoutMs: ms(1), connections: 1, commands: 0, query: 'select 1' };
  assert.equal(
    shownCall({ ...call, url: 'postgres://joe:secret@db:5432/shop' }).url,
    'postgres://db:5432/shop',
  );
  assert.deepEqual(shownCall(call), call);
});
