// A server that refuses to write for a while: what was acked meanwhile is acked when it gives in.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerHarness, eventually, messages, reserveCount } from '../../contract/broker-harness.ts';
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
