// Acking, giving back, requeueing, and what happens to the claims of the dead.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decodeEnvelope, type Delivery } from '../../src/broker/index.ts';
import { putBack } from '../../src/broker/redis/claims.ts';
import { ms } from '../../src/units/index.ts';
import { eventually, idsOf, message, messages, PATIENCE, reserveCount } from './broker-harness.ts';
import type { OpenHarness } from './broker.ts';

const AT_ONCE = ms(0);
const QUICK = { livenessMs: 300, heartbeatMs: 50, reapMs: 100, restartGraceMs: 0 };

function isRedelivered({ envelope }: Delivery): boolean {
  const decoded = decodeEnvelope(envelope);
  return decoded.kind === 'task' && decoded.task.redelivered;
}

export function brokerClaims(open: OpenHarness): void {
  it('drops the claim of what is acked, and nothing else', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    await broker.sender.send(messages(3));
    const [first, second, third] = await reserveCount(consumer, 3);
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    consumer.ack(first.receipt);
    consumer.ack(third.receipt);
    await consumer.flush();
    assert.deepEqual(await harness.raw.hkeys('unacked'), [second.receipt.tag]);
    assert.deepEqual(await harness.raw.zrange('unacked_index', '0', '-1'), [second.receipt.tag]);
  });

  it('tells when the claim of what is acked is gone, and not before', async () => {
    await using harness = await open();
    const line = await harness.line();
    const { consumer } = await harness.worker(['q'], { url: line.url });
    const { sender } = await harness.broker();
    await sender.send(messages(2));
    const taken = await reserveCount(consumer, 2);
    let settled = 0;
    line.cut();
    for (const { receipt } of taken) consumer.ack(receipt, () => void settled++);
    await assert.rejects(consumer.reserve(1, PATIENCE), { code: 'BROKER_UNREACHABLE' });
    assert.equal(settled, 0);
    line.mend();
    await eventually('both are told', () => settled === 2);
    assert.equal(await harness.raw.hlen('unacked'), 0);
    await consumer.flush();
    assert.equal(settled, 2);
  });

  it('acks without being asked to flush', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    await broker.sender.send(messages(1200));
    for (const { receipt } of await reserveCount(consumer, 1200)) consumer.ack(receipt);
    await eventually('all are acked', async () => (await harness.raw.zcard('unacked_index')) === 0);
  });

  it('gives back to the head, oldest first, each to its queue and priority, marked', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['a', 'b']);
    await broker.sender.send([...messages(3, 'a'), message('low', 'a', 9), ...messages(2, 'b')]);
    const taken = await reserveCount(consumer, 6);
    await broker.sender.send([message('later', 'a')]);
    await consumer.giveBack(taken.toReversed());
    assert.equal(await harness.raw.hlen('unacked'), 0);
    consumer.setQueues(['a']);
    const again = await reserveCount(consumer, 5);
    assert.deepEqual(idsOf(again), ['a-0', 'a-1', 'a-2', 'later', 'low']);
    assert.deepEqual(again.map(isRedelivered), [true, true, true, false, true]);
    consumer.setQueues(['b']);
    assert.deepEqual(idsOf(await reserveCount(consumer, 2)), ['b-0', 'b-1']);
  });

  it('gives back in order far beyond one batch', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    await broker.sender.send(messages(1100));
    await consumer.giveBack(await reserveCount(consumer, 1100));
    assert.deepEqual(
      idsOf(await reserveCount(consumer, 1100)),
      messages(1100).map((_, i) => `q-${i}`),
    );
  });

  it('gives back nothing that is settled already', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    await broker.sender.send(messages(2));
    const taken = await reserveCount(consumer, 2);
    const [first] = taken;
    assert.ok(first !== undefined);
    consumer.ack(first.receipt);
    await consumer.flush();
    await consumer.giveBack(taken);
    await consumer.giveBack(taken);
    assert.deepEqual(idsOf(await consumer.reserve(5, AT_ONCE)), ['q-1']);
  });

  it('requeues to the tail, marked', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    await broker.sender.send(messages(3));
    const [first] = await consumer.reserve(1, PATIENCE);
    assert.ok(first !== undefined);
    await consumer.requeue(first);
    const rest = await reserveCount(consumer, 3);
    assert.deepEqual(idsOf(rest), ['q-1', 'q-2', 'q-0']);
    assert.deepEqual(rest.map(isRedelivered), [false, false, true]);
  });

  it('lets others have the messages of a consumer that died, in their order', async () => {
    await using harness = await open();
    const line = await harness.line();
    const { broker, consumer } = await harness.worker(['q'], { timing: QUICK });
    const doomed = await harness.worker(['q'], { timing: QUICK, url: line.url });
    await broker.sender.send([...messages(4), message('low', 'q', 6)]);
    await reserveCount(doomed.consumer, 4);
    // Its connections break and do not come back: to the server that is what death looks like.
    line.cut();
    const taken = await reserveCount(consumer, 5, 1);
    assert.deepEqual(idsOf(taken).toSorted(), ['low', 'q-0', 'q-1', 'q-2', 'q-3']);
    assert.deepEqual(
      idsOf(taken).filter((id) => id !== 'low'),
      ['q-0', 'q-1', 'q-2', 'q-3'],
    );
    await eventually(
      'the dead one is forgotten',
      async () => (await harness.raw.hlen('headcount.consumers')) === 1,
    );
  });

  it('leaves a consumer alone that is silent but connected', async () => {
    await using harness = await open();
    const line = await harness.line();
    const silent = await harness.worker(['q'], { timing: QUICK, url: line.url });
    await silent.broker.sender.send(messages(2));
    await reserveCount(silent.consumer, 2);
    line.sleep();
    const { consumer } = await harness.worker(['q'], { timing: QUICK });
    const key = `headcount.consumer.${silent.consumer.id}`;
    await eventually('its key is gone', async () => (await harness.raw.exists(key)) === 0);
    for (let look = 0; look < 3; look++) {
      await harness.raw.del('headcount.reaper');
      await eventually('someone looks', async () => (await harness.raw.exists('headcount.reaper')) === 1);
    }
    assert.deepEqual(await consumer.reserve(5, AT_ONCE), []);
    assert.equal(await harness.raw.hlen('unacked'), 2);
    line.wake();
    await eventually('it shows itself again', async () => (await harness.raw.exists(key)) === 1);
  });

  it('buries nobody who came back while he was being buried', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    await broker.sender.send(messages(1));
    const [{ receipt } = assert.fail()] = await reserveCount(consumer, 1);
    const connection = await harness.connection();
    const returns = [{ tag: receipt.tag, key: 'q', envelope: '{}' }];
    assert.equal(await putBack(connection, 'head', returns, `headcount.consumer.${consumer.id}`), false);
    assert.deepEqual(await harness.raw.hkeys('unacked'), [receipt.tag]);
    assert.equal(await harness.raw.zcard('unacked_index'), 1);
    assert.equal(await putBack(connection, 'head', returns, 'headcount.consumer.somebody-dead'), true);
    assert.equal(await harness.raw.llen('q'), 1);
  });

  it('keeps the time of long-held claims young', async () => {
    await using harness = await open();
    const timing = { ...QUICK, refreshClaimsMs: 1 };
    const { broker, consumer } = await harness.worker(['q'], { timing });
    await broker.sender.send(messages(1));
    const [{ receipt } = assert.fail()] = await reserveCount(consumer, 1);
    const score = async (): Promise<number> => Number(await harness.raw.zscore('unacked_index', receipt.tag));
    await harness.raw.zadd('unacked_index', '1', receipt.tag);
    await eventually('the score is new', async () => (await score()) > 1000);
    consumer.ack(receipt);
    await consumer.flush();
    assert.equal(await harness.raw.zscore('unacked_index', receipt.tag), null);
  });

  it('claims nothing while the server takes it for dead, and comes back to life', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['q'], {
      timing: { ...QUICK, heartbeatMs: 60_000, livenessMs: 60_000 },
    });
    await harness.raw.del(`headcount.consumer.${consumer.id}`);
    await broker.sender.send(messages(2));
    assert.deepEqual(idsOf(await reserveCount(consumer, 2)), ['q-0', 'q-1']);
    assert.equal(await harness.raw.exists(`headcount.consumer.${consumer.id}`), 1);
    assert.equal(await harness.raw.llen(`headcount.inbox.${consumer.id}`), 0);
  });

  it('leaves its claims to others when closed with some', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['q'], { timing: QUICK });
    const leaving = await broker.consumer({ name: 'leaving@host', queues: ['q'] });
    await broker.sender.send(messages(2));
    await reserveCount(leaving, 2);
    await leaving.close();
    assert.deepEqual(idsOf(await reserveCount(consumer, 2)), ['q-0', 'q-1']);
  });
}
