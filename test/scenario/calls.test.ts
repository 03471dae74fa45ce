// Tasks that call a server, and the servers a run starts for them, as the program sees them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadText } from './ready-scenarios.ts';

const scenario = (tasks: string, more = '') =>
  loadText(`name: calls\nworkload: { tasks: [${tasks}] }\nload: [{ saturate: 1s }]\n${more}`);

const TARGET = 'targets: { http: { latency: { exponential: 20ms }, connect: 5ms } }\n';

test('a call gets its documented defaults, and only its kind has one', async () => {
  const loaded = await scenario(
    '{ name: a, kind: http }, { name: b, kind: redis, commands: 4, timeout: 1s }, ' +
      "{ name: c, kind: postgres, url: 'postgres://127.0.0.1/shop', query: select 1, client: unpooled, connections: 3 }, " +
      '{ name: d, kind: noop }',
    TARGET,
  );
  assert.deepEqual(
    loaded.scenario.workload.tasks.map(({ call }) => call),
    [
      { timeoutMs: 10_000, connections: 100, commands: 0, query: '' },
      { timeoutMs: 1000, connections: 100, commands: 4, query: '' },
      {
        url: 'postgres://127.0.0.1/shop',
        client: 'unpooled',
        timeoutMs: 10_000,
        connections: 3,
        commands: 0,
        query: 'select 1',
      },
      undefined,
    ],
  );
});

test('the HTTP target has a law, a cost of connecting, and no limit unless one is given', async () => {
  const { scenario: loaded } = await scenario('{ name: a, kind: http }', TARGET);
  assert.deepEqual(loaded.targets, {
    http: { latency: { law: 'exponential', meanMs: 20 }, connectMs: 5, failureRatio: 0 },
  });
  const limited = await scenario(
    '{ name: a, kind: http }',
    'targets: { http: { latency: 1ms, connections: 7, failure: 10% } }\n',
  );
  assert.deepEqual(limited.scenario.targets, {
    http: {
      latency: { law: 'constant', valueMs: 1 },
      connectMs: 0,
      connections: 7,
      failureRatio: 0.1,
    },
  });
});

test('a mixed task has a law for its CPU part and one for its wait', async () => {
  const { scenario: loaded } = await scenario(
    '{ name: a, kind: mixed, cpu: 5ms, wait: { exponential: 20ms } }',
  );
  const [task] = loaded.workload.tasks;
  assert.deepEqual(task?.duration, { law: 'constant', valueMs: 5 });
  assert.deepEqual(task?.wait, { law: 'exponential', meanMs: 20 });
});

test('the matrix varies the client of tasks that leave it open', async () => {
  const { scenario: loaded } = await scenario(
    '{ name: a, kind: redis }, { name: b, kind: redis, client: pooled }',
    'matrix: { client: [pooled, unpooled], pool: async }\n',
  );
  assert.deepEqual(
    loaded.cells.map(({ id, client, settings }) => ({ id, client, settings })),
    [
      { id: 'pool=async client=pooled', client: 'pooled', settings: { pool: 'async', client: 'pooled' } },
      {
        id: 'pool=async client=unpooled',
        client: 'unpooled',
        settings: { pool: 'async', client: 'unpooled' },
      },
    ],
  );
});

test('a matrix of clients alone names its cells by the fleet as well', async () => {
  const { scenario: loaded } = await scenario(
    '{ name: a, kind: redis }',
    'matrix: { client: [pooled, unpooled] }\n',
  );
  assert.deepEqual(
    loaded.cells.map(({ id }) => id),
    [
      'pool=prefork concurrency=1 prefetch=4 client=pooled',
      'pool=prefork concurrency=1 prefetch=4 client=unpooled',
    ],
  );
});
