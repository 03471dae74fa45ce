// Storing results and waiting for them.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StoredResult, StoredStatus } from '../../src/broker/index.ts';
import { ms } from '../../src/units/index.ts';
import { PATIENCE } from './broker-harness.ts';
import type { OpenHarness } from './broker.ts';

function result(id: string, status: StoredStatus, value: unknown = null): StoredResult {
  const date = '2026-11-20T04:26:29.789430+00:00';
  return { task_id: id, status, result: value, traceback: null, children: [], date_done: date };
}

export function brokerResults(open: OpenHarness): void {
  it('gives the result to who expects it, also when it is there before the wait', async () => {
    await using harness = await open();
    const { results } = await harness.broker();
    const pending = await results.expect('one');
    await results.store(result('one', 'SUCCESS', { text: 'ä€', list: [1, null] }));
    assert.deepEqual(await pending.wait(PATIENCE), result('one', 'SUCCESS', { text: 'ä€', list: [1, null] }));
    await pending.cancel();
    const late = await results.expect('one');
    assert.equal((await late.wait(PATIENCE)).status, 'SUCCESS');
    await late.cancel();
    await late.cancel();
  });

  it('waits through states on the way, for several at a time', async () => {
    await using harness = await open();
    const { results } = await harness.broker();
    const pending = await Promise.all(['a', 'b', 'a'].map((id) => results.expect(id)));
    const waits = pending.map((one) => one.wait(PATIENCE));
    await Promise.all([results.store(result('a', 'STARTED')), results.store(result('b', 'RETRY'))]);
    await Promise.all([results.store(result('b', 'FAILURE', 'x')), results.store(result('a', 'REVOKED'))]);
    assert.deepEqual(
      (await Promise.all(waits)).map(({ status }) => status),
      ['REVOKED', 'FAILURE', 'REVOKED'],
    );
    await Promise.all(pending.map((one) => one.cancel()));
  });

  it('never overwrites a success', async () => {
    await using harness = await open();
    const { results } = await harness.broker();
    await results.store(result('one', 'FAILURE', { status: 'SUCCESS' }));
    await results.store(result('one', 'SUCCESS', 1));
    await results.store(result('one', 'FAILURE'));
    const stored: unknown = JSON.parse((await harness.raw.get('celery-task-meta-one')) ?? '');
    assert.deepEqual(stored, result('one', 'SUCCESS', 1));
  });

  it('keeps results for a day', async () => {
    await using harness = await open();
    const { results } = await harness.broker();
    await results.store(result('one', 'SUCCESS'));
    const ttl = await harness.raw.ttl('celery-task-meta-one');
    assert.ok(ttl > 86_000 && ttl <= 86_400, `${ttl} s`);
  });

  it('keeps results as long as told, also for ever', async () => {
    await using harness = await open();
    const hour = await harness.broker({ resultExpiresSec: 3600 });
    await hour.results.store(result('hour', 'SUCCESS'));
    assert.ok((await harness.raw.ttl('celery-task-meta-hour')) <= 3600);
    const forEver = await harness.broker({ resultExpiresSec: 0 });
    await forEver.results.store(result('ever', 'SUCCESS'));
    assert.equal(await harness.raw.ttl('celery-task-meta-ever'), -1);
  });

  it('reads what is stored in any state, and forgets', async () => {
    await using harness = await open();
    const { results } = await harness.broker();
    await Promise.all([results.store(result('a', 'STARTED')), results.store(result('b', 'SUCCESS', 1))]);
    await harness.raw.set('celery-task-meta-odd', 'not json');
    await harness.raw.set('celery-task-meta-own', '{"task_id": "own", "status": "HALFWAY", "result": null}');
    const read = await results.read(['b', 'none', 'a', 'odd', 'own']);
    assert.deepEqual(
      read.map((one) => one?.status),
      ['SUCCESS', undefined, 'STARTED', undefined, 'HALFWAY'],
    );
    await results.forget('b');
    assert.deepEqual(await results.read(['b']), [undefined]);
    assert.deepEqual(await results.read([]), []);
  });

  it('stores many of one turn', async () => {
    await using harness = await open();
    const { results } = await harness.broker();
    await Promise.all(Array.from({ length: 500 }, (_, i) => results.store(result(`r${i}`, 'SUCCESS', i))));
    assert.equal((await harness.raw.keys('celery-task-meta-r*')).length, 500);
  });

  it('gives up with RESULT_TIMEOUT', async () => {
    await using harness = await open();
    const { results } = await harness.broker();
    const pending = await results.expect('never');
    await assert.rejects(pending.wait(ms(10)), { code: 'RESULT_TIMEOUT', message: /never.*10 ms/ });
    await pending.cancel();
  });

  it('tells who waits when the broker is closed', async () => {
    await using harness = await open();
    const broker = await harness.broker();
    const pending = await broker.results.expect('never');
    const waiting = assert.rejects(pending.wait(PATIENCE), { code: 'BROKER_UNREACHABLE' });
    await broker.close();
    await waiting;
    await pending.cancel();
  });

  it('reads what a Python worker stores', async () => {
    await using harness = await open();
    const { results } = await harness.broker();
    const pending = await results.expect('py');
    const document =
      '{"status": "SUCCESS", "result": 3, "traceback": null, "children": null, "date_done": null, "task_id": "py"}';
    await harness.raw
      .multi()
      .setex('celery-task-meta-py', 10, document)
      .publish('celery-task-meta-py', document)
      .exec();
    const found = await pending.wait(PATIENCE);
    assert.deepEqual([found.status, found.result, found.children], ['SUCCESS', 3, []]);
    await pending.cancel();
  });
}
