// Which messages come, in what order, and that each comes to one consumer only.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ms } from '../../src/units/index.ts';
import { idsOf, message, messages, PATIENCE, reserveCount } from './broker-harness.ts';
import type { OpenHarness } from './broker.ts';

const AT_ONCE = ms(0);

export function brokerReserving(open: OpenHarness): void {
  it('delivers in the order sent, no more than asked for, the text unchanged', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    const sent = messages(5);
    await broker.sender.send(sent);
    const first = await consumer.reserve(3, PATIENCE);
    const rest = await consumer.reserve(10, PATIENCE);
    assert.deepEqual(idsOf([...first, ...rest]), ['q-0', 'q-1', 'q-2', 'q-3', 'q-4']);
    assert.equal(first.length, 3);
    assert.deepEqual(
      [...first, ...rest].map(({ envelope }) => envelope),
      sent.map(({ envelope }) => envelope),
    );
  });

  it('keeps every character of a message', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    const envelope = '{"text":"äöü € 𝄞 \\u0000 \\" \\\\ \u2028"}';
    await broker.sender.send([{ queue: 'q', envelope }]);
    assert.equal((await consumer.reserve(1, PATIENCE))[0]?.envelope, envelope);
  });

  it('serves the priority steps before the queues, 0 first', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['a', 'b']);
    const sent = [9, 8, 6, 5, 3, 2, 0].flatMap((priority) => [
      message(`a${priority}`, 'a', priority),
      message(`b${priority}`, 'b', priority),
    ]);
    await broker.sender.send(sent);
    const found = await consumer.reserve(20, PATIENCE);
    assert.deepEqual(
      found.map(({ receipt }) => receipt.priority),
      [0, 0, 0, 0, 3, 3, 3, 3, 6, 6, 6, 6, 9, 9],
    );
    assert.deepEqual(
      idsOf(found).filter((id) => id.startsWith('a')),
      ['a2', 'a0', 'a5', 'a3', 'a8', 'a6', 'a9'],
    );
  });

  it('starves no queue: each is served first in turn', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['a', 'b', 'c']);
    await broker.sender.send(['a', 'b', 'c'].flatMap((queue) => messages(4, queue)));
    const served: string[] = [];
    for (let i = 0; i < 6; i++)
      served.push(...(await consumer.reserve(1, PATIENCE)).map((d) => d.receipt.queue));
    assert.deepEqual(served.toSorted(), ['a', 'a', 'b', 'b', 'c', 'c']);
  });

  it('takes from other queues as soon as they are set', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['a']);
    await broker.sender.send([message('1', 'a'), message('2', 'b'), message('3', 'b')]);
    assert.deepEqual(idsOf(await consumer.reserve(5, PATIENCE)), ['1']);
    consumer.setQueues(['b']);
    assert.deepEqual(idsOf(await consumer.reserve(1, PATIENCE)), ['2']);
    consumer.setQueues([]);
    assert.deepEqual(await consumer.reserve(5, AT_ONCE), []);
  });

  it('answers nothing at once when asked not to wait', async () => {
    await using harness = await open();
    const { consumer } = await harness.worker();
    assert.deepEqual(await consumer.reserve(5, AT_ONCE), []);
  });

  it('claims in one step, in the form that Python workers restore from', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['my "queue"']);
    const sent = message('one', 'my "queue"');
    await broker.sender.send([sent]);
    const [delivery] = await consumer.reserve(5, PATIENCE);
    assert.equal(await harness.raw.llen('my "queue"'), 0);
    const tag = delivery?.receipt.tag ?? '';
    const claim: unknown = JSON.parse((await harness.raw.hget('unacked', tag)) ?? '');
    assert.deepEqual(claim, [JSON.parse(sent.envelope), '', 'my "queue"']);
    const ageSec = Date.now() / 1000 - Number(await harness.raw.zscore('unacked_index', tag));
    assert.ok(ageSec > -5 && ageSec < 60, `claimed ${ageSec} s ago`);
  });

  it('delivers what is no JSON object, but keeps it out of the claims', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    const odd = ['no json', '[1]', '', '{"half":', ' {"spaced": 1} '];
    await broker.sender.send([...odd.map((envelope) => ({ queue: 'q', envelope })), message('good')]);
    const found = await reserveCount(consumer, 6);
    assert.deepEqual(idsOf(found).toSorted(), [...odd, 'good'].toSorted());
    assert.deepEqual(
      (await harness.raw.lrange('headcount.malformed', 0, -1)).toSorted(),
      odd.slice(0, 4).toSorted(),
    );
    assert.equal(await harness.raw.hlen('unacked'), 2);
    for (const { receipt } of found) consumer.ack(receipt);
    await consumer.flush();
    assert.equal(await harness.raw.hlen('unacked'), 0);
  });

  it('never gives one message to two consumers', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    const other = await broker.consumer({ name: 'other@host', queues: ['q'] });
    const drain = async (one: typeof consumer): Promise<string[]> => {
      const ids: string[] = [];
      while (ids.length < 2000) {
        const found = await one.reserve(7, AT_ONCE);
        if (found.length === 0) return ids;
        ids.push(...idsOf(found));
        for (const { receipt } of found) one.ack(receipt);
      }
      return ids;
    };
    await broker.sender.send(messages(2000));
    const ids = (await Promise.all([drain(consumer), drain(other)])).flat();
    assert.equal(ids.length, 2000);
    assert.equal(new Set(ids).size, 2000);
  });

  it('takes thousands at once', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    await broker.sender.send(messages(5500));
    const found = await reserveCount(consumer, 5500, 5000);
    assert.deepEqual(
      idsOf(found),
      messages(5500).map((_, i) => `q-${i}`),
    );
    for (const { receipt } of found) consumer.ack(receipt);
    await consumer.flush();
    assert.equal(await harness.raw.zcard('unacked_index'), 0);
  });

  it('carries big messages', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker();
    const envelope = JSON.stringify({ text: 'x'.repeat(3_000_000) });
    await broker.sender.send([{ queue: 'q', envelope }]);
    assert.equal((await consumer.reserve(1, PATIENCE))[0]?.envelope, envelope);
  });

  it('skips a key that is no list, and says so when nothing else has a message', async () => {
    await using harness = await open();
    const { broker, consumer } = await harness.worker(['q', 'broken']);
    await harness.raw.set('broken', 'text');
    await broker.sender.send([message('1')]);
    assert.deepEqual(idsOf(await consumer.reserve(5, AT_ONCE)), ['1']);
    await assert.rejects(consumer.reserve(5, AT_ONCE), { code: 'BROKER_REFUSED', message: /WRONGTYPE/ });
  });
}
