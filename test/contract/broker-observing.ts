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

  it('withdraws and counts only those messages that it is asked for', async () => {
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
