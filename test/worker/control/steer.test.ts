// Remote control of a worker of ours: what requests do to it.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from '../worker-harness.ts';
import { Asked } from './ask.ts';

describe('steering by remote control', { timeout: 60_000 }, () => {
  let server: { readonly url: string } & AsyncDisposable;
  before(async () => {
    server = await startServer('embedded');
  });
  after(() => server[Symbol.asyncDispose]());

  it('tells the true number of slots after the pool has grown and shrunk', async () => {
    await using asked = await Asked.start(server.url);
    assert.deepEqual(await asked.ask('pool_grow', { n: 3 }), { ok: 'pool will grow' });
    assert.deepEqual(poolOf(await asked.ask('stats'))['max-concurrency'], 5);
    assert.deepEqual(await asked.ask('pool_shrink', { n: 1 }), { ok: 'pool will shrink' });
    const stats = await asked.ask('stats');
    assert.deepEqual(poolOf(stats)['max-concurrency'], 4);
    assert.deepEqual((stats as { prefetch_count: unknown }).prefetch_count, 16);
    const [memory] = poolOf(stats)['memory'] as readonly { pid: number; rss: number }[];
    assert.equal(memory?.pid, process.pid);
    assert.ok(memory.rss > 1e6);
  });

  it('serves another queue when told, and no longer when told', async () => {
    await using asked = await Asked.start(server.url);
    assert.deepEqual(await asked.ask('add_consumer', { queue: 'other', exchange: 'x', routing_key: 'k' }), {
      ok: 'add consumer other',
    });
    const queues = await asked.askList('active_queues');
    assert.deepEqual(
      queues.map(({ name }) => name),
      ['celery', 'other'],
    );
    const [id] = await asked.harness.send('add', [[1, 2]], { queue: 'other' });
    assert.equal((await asked.harness.result(id ?? '')).result, 3);
    const answer = { ok: 'no longer consuming from other' };
    assert.deepEqual(await asked.ask('cancel_consumer', { queue: 'other' }), answer);
    assert.deepEqual(await asked.ask('cancel_consumer', { queue: 'other' }), answer);
    await asked.harness.send('add', [[1, 2]], { queue: 'other' });
    await asked.harness.send('wait', [['a']]);
    await asked.gate.arrived(1);
    assert.equal(await asked.broker.observer.waiting(['other']), 1);
  });

  it('serves nothing without queues, and something again with one', async () => {
    await using asked = await Asked.start(server.url);
    await asked.ask('cancel_consumer', { queue: 'celery' });
    assert.deepEqual(await asked.ask('active_queues'), []);
    await asked.ask('add_consumer', { queue: 'celery' });
    const [id] = await asked.harness.send('add', [[1, 2]]);
    assert.equal((await asked.harness.result(id ?? '')).result, 3);
  });

  it('sets rate limits and says what is wrong with them', async () => {
    await using asked = await Asked.start(server.url);
    const set = (name: string, rate: unknown) =>
      asked.ask('rate_limit', { task_name: name, rate_limit: rate });
    assert.deepEqual(await set('add', '10/m'), { ok: 'new rate limit set successfully' });
    assert.ok((await asked.askNames('registered')).includes('add [rate_limit=10/m]'));
    assert.deepEqual(await set('add', 0), { ok: 'rate limit disabled successfully' });
    assert.ok((await asked.askNames('registered')).includes('add'));
    assert.deepEqual(await set('nosuch', '1/s'), { error: 'unknown task' });
    assert.match(errorOf(await set('add', 'abc')), /^Invalid rate limit string: ValueError\(/);
  });

  it('sets time limits that hold from the next task on', async () => {
    await using asked = await Asked.start(server.url);
    const limits = { task_name: 'wait', soft: null, hard: 0.01 };
    assert.deepEqual(await asked.ask('time_limit', limits), { ok: 'time limits set successfully' });
    const [id] = await asked.harness.send('wait', [['a']]);
    const result = await asked.harness.result(id ?? '');
    assert.equal(result.status, 'FAILURE');
    assert.deepEqual(await asked.ask('time_limit', { task_name: 'nosuch' }), { error: 'unknown task' });
    assert.match(errorOf(await asked.ask('time_limit', { ...limits, soft: 2, hard: 1 })), /soft time limit/);
  });

  it('revokes tasks, and ends those that run when told to', async () => {
    await using asked = await Asked.start(server.url, { concurrency: 1 });
    const [running, waiting] = await asked.harness.send('wait', [['a'], ['b']]);
    await asked.gate.arrived(1);
    await asked.harness.untilDepth({ waiting: 0, reserved: 1 });
    assert.deepEqual(await asked.ask('revoke', { task_id: waiting }), {
      ok: `tasks ${waiting} flagged as revoked`,
    });
    assert.deepEqual(await asked.ask('revoked'), [waiting]);
    const unknown = { ok: 'terminate: tasks unknown' };
    assert.deepEqual(await asked.ask('revoke', { task_id: ['x'], terminate: true }), unknown);
    const terminate = { task_id: [running], signal: 'SIGKILL' };
    assert.deepEqual(await asked.ask('terminate', terminate), { ok: `terminate: ${running}` });
    for (const id of [running, waiting]) {
      assert.equal((await asked.harness.result(id ?? '')).status, 'REVOKED');
    }
    assert.match(
      errorOf(await asked.ask('terminate', { ...terminate, signal: 'LOUD' })),
      /unknown signal LOUD/,
    );
  });

  it('changes the bounds of autoscaling, and resizes no autoscaled pool by hand', async () => {
    await using asked = await Asked.start(server.url, { autoscale: { max: 4, min: 1 } });
    assert.deepEqual(await asked.ask('autoscale', { max: 10, min: 3 }), { ok: 'autoscale now max=10 min=3' });
    const stats = (await asked.ask('stats')) as Readonly<Record<string, unknown>>;
    assert.deepEqual(stats['autoscaler'], { max: 10, min: 3, current: 3, qty: 0 });
    assert.deepEqual(await asked.ask('pool_grow'), {
      error: 'pool_grow is not supported with autoscale. Adjust autoscale range instead.',
    });
  });

  it('goes on answering during a warm shutdown, changes nothing any more, and ends', async () => {
    await using asked = await Asked.start(server.url);
    const [id] = await asked.harness.send('wait', [['a']]);
    await asked.gate.arrived(1);
    await asked.remote.tell({ method: 'shutdown' });
    assert.deepEqual(await asked.ask('ping'), { ok: 'pong' });
    assert.equal((await asked.askList('active')).length, 1);
    assert.match(errorOf(await asked.ask('pool_grow')), /shutting down/);
    asked.gate.open();
    assert.equal((await asked.harness.result(id ?? '')).result, 'a');
    await asked.worker.ended;
    assert.equal(await asked.remote.tell({ method: 'ping' }), 0);
  });
});

function poolOf(stats: unknown): Readonly<Record<string, unknown>> {
  return (stats as { pool: Readonly<Record<string, unknown>> }).pool;
}

function errorOf(reply: unknown): string {
  return (reply as { error: string }).error;
}
