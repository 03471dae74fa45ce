// Counting and emptying queues.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decodeEnvelope } from '../../src/broker/index.ts';
import { message, messages, PATIENCE } from './broker-harness.ts';
import type { OpenHarness } from './broker.ts';

export function brokerObserving(open: OpenHarness): void {
  it('counts what waits and what is claimed, by queue', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['a', 'b:9:c']);
    await broker.sender.send([...messages(5, 'a'), message('low', 'a', 9), ...messages(2, 'b:9:c')]);
    consumer.setQueues(['b:9:c']);
    await consumer.reserve(1, PATIENCE);
    consumer.setQueues(['a']);
    await consumer.reserve(2, PATIENCE);
    assert.deepEqual(await broker.observer.depth(['a', 'b:9:c', 'none', 'a']), [
      { queue: 'a', waiting: 4, reserved: 2 },
      { queue: 'b:9:c', waiting: 1, reserved: 1 },
      { queue: 'none', waiting: 0, reserved: 0 },
      { queue: 'a', waiting: 4, reserved: 2 },
    ]);
    assert.equal(await broker.observer.waiting(['a', 'b:9:c', 'none', 'a']), 5);
    assert.deepEqual(await broker.observer.depth([]), []);
  });

  it("counts a Python worker's claims too", async () => {
    await using harness = await open();
    const { observer } = await harness.broker();
    const tag = '01950654-a9b2-4e64-9944-ba174566592a';
    await harness.raw.zadd('unacked_index', 1, tag);
    await harness.raw.hset('unacked', tag, '[{"body": "x"}, "", "celery"]');
    assert.deepEqual(await observer.depth(['celery', 'elery']), [
      { queue: 'celery', waiting: 0, reserved: 1 },
      { queue: 'elery', waiting: 0, reserved: 0 },
    ]);
  });

  it('tells the counters of the server, which grow with what is done', async () => {
    await using harness = await open();
    const { broker } = await harness.worker(['a']);
    const before = await broker.observer.server();
    await broker.sender.send(messages(50, 'a'));
    const after = await broker.observer.server();
    assert.notEqual(before.runId, '');
    assert.equal(after.runId, before.runId);
    for (const counter of ['commands', 'netInBytes', 'netOutBytes'] as const) {
      assert.ok((after[counter] ?? 0) > (before[counter] ?? Infinity), counter);
    }
    assert.ok((after.netInBytes ?? 0) - (before.netInBytes ?? 0) > 50 * 50, 'fifty messages went in');
    assert.ok((after.cpuMs ?? -1) >= (before.cpuMs ?? 0));
    assert.ok((after.memoryBytes ?? 0) > 0 && (after.clients ?? 0) > 0);
  });

  it('purges what waits and leaves what is claimed', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['a', 'b']);
    await broker.sender.send([...messages(3, 'a'), message('low', 'a', 6), ...messages(2, 'b')]);
    await consumer.reserve(1, PATIENCE);
    assert.equal(await broker.observer.purge(['a', 'b', 'none']), 5);
    assert.equal(await broker.observer.waiting(['a', 'b']), 0);
    assert.equal(await harness.raw.hlen('unacked'), 1);
    assert.equal(await broker.observer.purge([]), 0);
  });

  it('counts the messages whose id has a shape, waiting and claimed, more than are read at once', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['a', 'b']);
    const { observer, sender } = broker;
    const shape = 'mine-x.x';
    const mine = (n: number, queue = 'a') => message(`mine-${(n % 16).toString(16)}.${n % 10}`, queue);
    const all = Array.from({ length: 450 }, (_, n) => (n % 3 === 0 ? mine(n) : message(`mine-${n}`, 'a')));
    await sender.send([mine(1), ...all, message('mine-a.3', 'a', 9), mine(2, 'b')]);
    const quoted = JSON.stringify({ body: JSON.stringify({ id: 'mine-a.1' }), headers: { id: 'mine-a.12' } });
    await sender.send([{ queue: 'a', envelope: quoted }, message('minexaya', 'a')]);
    assert.equal(await observer.waitingWith(['a', 'none', 'a'], shape), 152);
    assert.equal(await observer.waitingWith(['a', 'b'], shape), 153);
    consumer.setQueues(['a']);
    await consumer.reserve(301, PATIENCE);
    assert.equal(await observer.claimedWith(shape), 101);
    assert.equal(await observer.waitingWith(['a'], shape), 51);
    // As Python writes it, in a claim of its own.
    await harness.raw.hset('unacked', 'tag', '[{"properties": {"correlation_id": "mine-0.1"}}, "", "a"]');
    assert.equal(await observer.claimedWith(shape), 102);
    assert.equal(await observer.claimedWith('theirs-x'), 0);
  });

  it('withdraws only those messages that it is asked for', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['a']);
    const mine = (envelope: string): boolean => envelope.includes('"mine');
    // More than are read at once, in both orders.
    const all = Array.from({ length: 450 }, (_, i) =>
      message(`${i % 3 === 0 ? 'mine' : 'theirs'}-${i}`, 'a'),
    );
    await broker.sender.send([message('mine-first', 'a'), message('theirs-first', 'a', 9), ...all]);
    await consumer.reserve(2, PATIENCE);
    const claimed = await broker.observer.claimed((envelope) => (mine(envelope) ? envelope : undefined));
    assert.deepEqual(
      claimed.map((envelope) => decodeEnvelope(envelope).kind),
      ['task', 'task'],
    );
    assert.deepEqual(await broker.observer.claimed(() => undefined), []);
    assert.equal(await broker.observer.withdraw(['a', 'none'], mine), 149);
    assert.equal(await broker.observer.waiting(['a']), 301);
    assert.equal(await broker.observer.withdraw(['a'], mine), 0);
  });
}
