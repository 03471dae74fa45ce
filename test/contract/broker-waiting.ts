// How a consumer waits, and what wakes it.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ms } from '../../src/units/index.ts';
import { eventually, idsOf, message, PATIENCE } from './broker-harness.ts';
import type { BrokerHarness } from './broker-harness.ts';
import type { OpenHarness } from './broker.ts';

/** Resolves when the server has a client blocked on taking. */
async function someoneWaits(harness: BrokerHarness, connectionName: string): Promise<void> {
  await eventually('a consumer waits', async () => {
    const clients = String(await harness.raw.client('LIST'));
    return clients.split('\n').some((line) => line.includes(connectionName) && / flags=b/.test(line));
  });
}

export function brokerWaiting(open: OpenHarness): void {
  for (const [what, queue, priority] of [
    ['the first queue', 'a', 0],
    ['another queue', 'b', 0],
    ['a lower priority', 'a', 9],
    ['a lower priority of another queue', 'b', 3],
  ] as const) {
    it(`is woken by a message in ${what}`, async () => {
      await using harness = await open();
      const { broker, consumer } = await harness.worker(['a', 'b']);
      for (const id of ['1', '2', '3']) {
        const waiting = consumer.reserve(5, PATIENCE);
        await someoneWaits(harness, consumer.id);
        await broker.sender.send([message(id, queue, priority)]);
        const found = await waiting;
        assert.deepEqual(idsOf(found), [id]);
        assert.deepEqual(found[0]?.receipt.queue, queue);
        assert.deepEqual(found[0]?.receipt.priority, priority);
      }
    });
  }

  it('ends with nothing when the time is over', async () => {
    await using harness = await open();
    const { consumer } = await harness.worker();
    assert.deepEqual(await consumer.reserve(5, ms(20)), []);
  });

  it('ends at once when interrupted, whenever that comes', async () => {
    await using harness = await open();
    const { consumer } = await harness.worker(['a', 'b']);
    consumer.interrupt();
    const early = consumer.reserve(5, PATIENCE);
    consumer.interrupt();
    assert.deepEqual(await early, []);
    const late = consumer.reserve(5, PATIENCE);
    await someoneWaits(harness, consumer.id);
    consumer.interrupt();
    consumer.interrupt();
    assert.deepEqual(await late, []);
  });

  it('loses nothing to interruptions', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    const ids: string[] = [];
    const taking = (async () => {
      while (ids.length < 200) {
        const waiting = consumer.reserve(3, ms(50));
        setImmediate(() => consumer.interrupt());
        ids.push(...idsOf(await waiting));
      }
    })();
    for (let i = 0; i < 200; i++) await broker.sender.send([message(String(i))]);
    await taking;
    assert.deepEqual(
      ids,
      Array.from({ length: 200 }, (_, i) => String(i)),
    );
  });

  it('wakes one of many waiting consumers for each message', async () => {
    await using harness = await open();
    const workers = await Promise.all([1, 2, 3].map(() => harness.worker()));
    const reserves = workers.map(async ({ consumer }) => idsOf(await consumer.reserve(5, PATIENCE)));
    for (const { consumer } of workers) await someoneWaits(harness, consumer.id);
    const { sender } = workers[0]?.broker ?? assert.fail();
    await sender.send([message('1')]);
    assert.deepEqual(await Promise.race(reserves), ['1']);
    await sender.send([message('2')]);
    await sender.send([message('3')]);
    assert.deepEqual((await Promise.all(reserves)).flat().toSorted(), ['1', '2', '3']);
  });

  it('refuses a second call at a time', async () => {
    await using harness = await open();
    const { consumer } = await harness.worker();
    const waiting = consumer.reserve(5, PATIENCE);
    await assert.rejects(consumer.reserve(5, PATIENCE), { code: 'BUG' });
    consumer.interrupt();
    assert.deepEqual(await waiting, []);
  });

  it('leaves no connection behind', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['a', 'b']);
    const waiting = consumer.reserve(5, PATIENCE);
    await someoneWaits(harness, consumer.id);
    await consumer.close();
    assert.deepEqual(await waiting, []);
    await broker.close();
    await eventually('only the raw client is connected', async () => {
      const clients = String(await harness.raw.client('LIST'));
      return clients.trim().split('\n').length === 1;
    });
    assert.deepEqual((await harness.raw.keys('*')).toSorted(), []);
  });
}
