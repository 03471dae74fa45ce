// A server that refuses to write for a while: what was acked, given back, stored and sent meanwhile gets through when it
// gives in, and what it never takes is left to others.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ms } from '../../../src/units/index.ts';
import {
  BrokerHarness,
  eventually,
  idsOf,
  messages,
  PATIENCE,
  reserveCount,
} from '../../contract/broker-harness.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../../redis-server.ts';

it('acks again what the server refused', { timeout: 60_000, skip: SKIP_WITHOUT_REDIS }, async () => {
  await using server = await startTestRedis();
  await using harness = await BrokerHarness.open(server.url);
  const { broker, consumer } = await harness.worker();
  await broker.sender.send(messages(3));
  const [first, second, third] = await reserveCount(consumer, 3);
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  // It has no replica, so it writes nothing.
  await harness.raw.config('SET', 'min-replicas-to-write', '1');
  consumer.ack(first.receipt);
  consumer.ack(second.receipt);
  const flushed = consumer.flush();
  assert.equal(await Promise.race([flushed.then(() => 'flushed'), sleep(300, 'refused')]), 'refused');
  await harness.raw.config('SET', 'min-replicas-to-write', '0');
  await flushed;
  assert.deepEqual(await harness.raw.hkeys('unacked'), [third.receipt.tag]);
  await eventually('the others are forgotten', async () => (await harness.raw.zcard('unacked_index')) === 1);
});

it(
  'closes in time on a server that refuses to the end',
  { timeout: 60_000, skip: SKIP_WITHOUT_REDIS },
  async () => {
    await using server = await startTestRedis();
    await using harness = await BrokerHarness.open(server.url);
    const { broker, consumer } = await harness.worker();
    await broker.sender.send(messages(1));
    const [only] = await reserveCount(consumer, 1);
    assert.ok(only !== undefined);
    await harness.raw.config('SET', 'min-replicas-to-write', '1');
    consumer.ack(only.receipt);
    await broker.close();
    await harness.raw.config('SET', 'min-replicas-to-write', '0');
    assert.equal(await harness.raw.hlen('unacked'), 1);
  },
);

const QUICK = { livenessMs: 300, heartbeatMs: 50, reapMs: 100, restartGraceMs: 0 };

/** Resolves when the server has refused something since the last look. */
async function untilRefused({ raw }: BrokerHarness): Promise<void> {
  await eventually('it refuses', async () => /errorstat_NOREPLICAS:/.test(await raw.info('errorstats')));
}

async function refuse({ raw }: BrokerHarness): Promise<void> {
  await raw.config('RESETSTAT');
  await raw.config('SET', 'min-replicas-to-write', '1');
}

async function giveIn({ raw }: BrokerHarness): Promise<void> {
  await raw.config('SET', 'min-replicas-to-write', '0');
}

it(
  'gives back and requeues what the server refused',
  { timeout: 60_000, skip: SKIP_WITHOUT_REDIS },
  async () => {
    await using server = await startTestRedis();
    await using harness = await BrokerHarness.open(server.url);
    const { broker, consumer } = await harness.worker();
    await broker.sender.send(messages(3));
    const [first, ...others] = await reserveCount(consumer, 3);
    assert.ok(first !== undefined);
    await refuse(harness);
    const back = Promise.all([consumer.giveBack(others), consumer.requeue(first)]);
    await untilRefused(harness);
    assert.equal(await harness.raw.hlen('unacked'), 3);
    await giveIn(harness);
    await back;
    assert.equal(await harness.raw.hlen('unacked'), 0);
    assert.deepEqual(idsOf(await reserveCount(consumer, 3)), ['q-1', 'q-2', 'q-0']);
  },
);

it(
  'leaves to others what it could not give back before it was closed',
  { timeout: 60_000, skip: SKIP_WITHOUT_REDIS },
  async () => {
    await using server = await startTestRedis();
    await using harness = await BrokerHarness.open(server.url);
    const leaving = await harness.worker(['q'], { timing: QUICK });
    await leaving.broker.sender.send(messages(2));
    const claimed = await reserveCount(leaving.consumer, 2);
    await refuse(harness);
    const refused = assert.rejects(leaving.consumer.giveBack(claimed), { code: 'BROKER_UNREACHABLE' });
    await untilRefused(harness);
    const closed = leaving.consumer.close();
    await refused;
    await closed;
    await giveIn(harness);
    const { consumer } = await harness.worker(['q'], { timing: QUICK });
    assert.deepEqual(idsOf(await reserveCount(consumer, 2)), ['q-0', 'q-1']);
  },
);

it(
  'stores, notes and sends what the server refused',
  { timeout: 60_000, skip: SKIP_WITHOUT_REDIS },
  async () => {
    await using server = await startTestRedis();
    await using harness = await BrokerHarness.open(server.url);
    const { broker } = await harness.worker();
    await refuse(harness);
    await assert.rejects(broker.sender.send(messages(1)), { code: 'BROKER_REFUSED' });
    const member = { groupId: 'g', index: 0, taskId: 't', status: 'SUCCESS', result: 1 } as const;
    const owed = Promise.all([
      broker.results.store({
        task_id: 'one',
        status: 'SUCCESS',
        result: 1,
        traceback: null,
        children: [],
        date_done: null,
      }),
      broker.chords.note(member),
      broker.sender.send(messages(2), PATIENCE),
    ]);
    assert.equal(await Promise.race([owed.then(() => 'through'), sleep(300, 'refused')]), 'refused');
    await giveIn(harness);
    await owed;
    assert.equal((await broker.results.read(['one']))[0]?.result, 1);
    assert.equal(await harness.raw.zcard('celery-taskset-meta-g.j'), 1);
    assert.equal(await harness.raw.llen('q'), 2);
    await refuse(harness);
    await assert.rejects(broker.sender.send(messages(1), ms(1)), { code: 'BROKER_REFUSED' });
  },
);
