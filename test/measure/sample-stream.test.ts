// Sender and receiver over a real socket: everything sent before close arrives.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monotonicNs, SampleReceiver, SampleSender } from '../../src/measure/index.ts';

test('every sample of a burst larger than the buffer arrives, in order', async () => {
  const seqs: number[] = [];
  await using receiver = await SampleReceiver.listen({
    task: (seq, _type, _failed, worker) => {
      assert.equal(worker, 3, 'the connection said whose it is');
      seqs.push(seq);
    },
    handling: () => undefined,
    loop: () => undefined,
    held: () => undefined,
    malformed: (kind) => assert.fail(`malformed record ${kind}`),
  });
  const sender = new SampleSender(receiver.path, 3);
  for (let seq = 0; seq < 5000; seq++) sender.task(seq, 0, false, 1, 1, 2, 3);
  await sender.close();
  await receiver.ended();
  assert.deepEqual(
    seqs,
    Array.from({ length: 5000 }, (_, seq) => seq),
  );
});

test('a sender whose collector is gone closes quietly', async () => {
  const receiver = await SampleReceiver.listen({
    task: () => undefined,
    handling: () => undefined,
    loop: () => undefined,
    held: () => undefined,
    malformed: () => undefined,
  });
  await receiver.close();
  const sender = new SampleSender(receiver.path, 3);
  sender.task(1, 0, false, 1, 1, 2, 3);
  await sender.close();
});

test('the monotonic clock never goes back', () => {
  let last = monotonicNs();
  for (let i = 0; i < 10_000; i++) {
    const now = monotonicNs();
    assert.ok(now >= last);
    last = now;
  }
});
