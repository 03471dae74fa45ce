// How much of an attached fleet's queue is ours: what others sent or have reserved must not count as our load.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectBroker, encodeTask, startEmbeddedBroker } from '../../../src/broker/index.ts';
import { openCeleryLoad } from '../../../src/system/celery-load.ts';
import type { LoadPort } from '../../../src/system/index.ts';
import { bytes, ms, ratio } from '../../../src/units/index.ts';
import type { PlannedTask, Workload } from '../../../src/workload/index.ts';

const WORKLOAD: Workload = {
  tasks: [
    {
      name: 'nap',
      kind: 'own',
      duration: { law: 'constant', valueMs: ms(0) },
      weight: 1,
      queue: 'shop',
      priority: 0,
      payloadBytes: bytes(0),
      failureRatio: ratio(0),
      allocateBytes: bytes(0),
      leakBytes: bytes(0),
    },
  ],
};

const task = (seq: number): PlannedTask => ({
  seq,
  typeIndex: 0,
  intendedNs: 1e9,
  sentNs: 1e9,
  amount: 0,
  waitMs: 0,
  fail: false,
  allocateBytes: 0,
  leakBytes: 0,
  payload: '',
  own: { args: [], kwargs: {} },
});

async function send(port: LoadPort, count: number): Promise<void> {
  for (let seq = 0; seq < count; seq++) port.add(task(seq));
  await port.flush();
}

const foreign = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    queue: 'shop',
    envelope: encodeTask({ id: `theirs-${n}`, name: 'nap', args: [], queue: 'shop', ignoreResult: true }),
  }));

describe('the load of an attached fleet', () => {
  it('counts what is ours in a shared queue, wherever it is, and takes back no more', async () => {
    await using server = await startEmbeddedBroker();
    await using broker = await connectBroker(server.url);
    await using port = await openCeleryLoad({
      brokerUrl: server.url,
      workload: WORKLOAD,
      attached: { mark: 5, shared: true },
    });
    await broker.sender.send(foreign(30));
    await send(port, 7);
    assert.deepEqual([await port.waiting(), await port.reserved(), await port.outstanding()], [7, 0, 7]);
    const consumer = await broker.consumer({ name: 'w', queues: ['shop'] });
    const taken = await consumer.reserve(32, ms(1000));
    assert.deepEqual([await port.waiting(), await port.reserved(), await port.outstanding()], [5, 2, 7]);
    assert.equal(await port.purge(), 5);
    await consumer.giveBack(taken);
    assert.equal(await broker.observer.waiting(['shop']), 32);
  });

  it('alone with its queue asks only for its length', async () => {
    await using server = await startEmbeddedBroker();
    await using broker = await connectBroker(server.url);
    await using port = await openCeleryLoad({
      brokerUrl: server.url,
      workload: WORKLOAD,
      attached: { mark: 5, shared: false },
    });
    await send(port, 3);
    const consumer = await broker.consumer({ name: 'w', queues: ['shop', 'other'] });
    await consumer.reserve(1, ms(1000));
    await broker.sender.send([{ queue: 'other', envelope: '{"headers":{"id":"theirs"}}' }]);
    await consumer.reserve(1, ms(1000));
    await consumer.reserve(1, ms(1000));
    assert.deepEqual(
      [(await port.waiting()) + (await port.reserved()), await port.outstanding()],
      [3, 3],
      'the claim on the other queue is not ours',
    );
  });
});
