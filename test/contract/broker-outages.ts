// Servers that restart, lines that break or go silent.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Redis } from 'ioredis';
import { ms } from '../../src/units/index.ts';
import {
  BrokerHarness,
  eventually,
  idOf,
  idsOf,
  message,
  messages,
  PATIENCE,
  reserveCount,
} from './broker-harness.ts';
import type { BrokerUnderTest, OpenHarness } from './broker.ts';

export function brokerOutages(open: OpenHarness, underTest: BrokerUnderTest): void {
  it('goes on after the server was restarted', async () => {
    const first = await underTest.start();
    await using harness = await BrokerHarness.open(first.url);
    harness.keep(first);
    const { broker, consumer } = await harness.worker();
    await broker.sender.send(messages(1));
    const [{ receipt } = assert.fail()] = await reserveCount(consumer, 1);
    const waiting = reserveCount(consumer, 1);
    await first.stop();
    consumer.ack(receipt);
    const second = harness.keep(await underTest.start(Number(new URL(first.url).port)));
    await broker.sender.send([message('after')]);
    assert.deepEqual(idsOf(await waiting), ['after']);
    await consumer.flush();
    const pending = await broker.results.expect('x');
    await pending.cancel();
    assert.equal(second.url, first.url);
  });

  it('leaves the others alone on a server that was started anew', async () => {
    const first = await underTest.start();
    await using harness = await BrokerHarness.open(first.url);
    harness.keep(first);
    const line = await harness.line();
    const { consumer } = await harness.worker(['q'], { url: line.url });
    const waiting = reserveCount(consumer, 1);
    await eventually('it waits', async () => / flags=b/.test(String(await harness.raw.client('LIST'))));
    line.cut();
    await first.stop();
    harness.keep(await underTest.start(Number(new URL(first.url).port)));
    // Connections are numbered anew: one of these has the number that ours had.
    const strangers = await Promise.all(Array.from({ length: 20 }, () => Stranger.open(first.url)));
    line.mend();
    const { sender } = await harness.broker();
    await sender.send([message('after')]);
    assert.deepEqual(idsOf(await waiting), ['after']);
    assert.deepEqual(
      strangers.filter((stranger) => stranger.broken),
      [],
    );
    for (const stranger of strangers) stranger.close();
  });

  it('refuses with BROKER_UNREACHABLE what it cannot send or reserve', async () => {
    await using harness = await open();
    const line = await harness.line();
    const { broker, consumer } = await harness.worker(['q'], { url: line.url });
    const onTheWay = consumer.reserve(5, ms(200));
    const refused = assert.rejects(onTheWay, { code: 'BROKER_UNREACHABLE' });
    line.cut();
    await refused;
    await assert.rejects(consumer.reserve(5, ms(1)), { code: 'BROKER_UNREACHABLE' });
    const waiting = consumer.reserve(5, PATIENCE);
    consumer.interrupt();
    assert.deepEqual(await waiting, []);
    line.mend();
    await broker.sender.send(messages(2));
    assert.deepEqual(idsOf(await reserveCount(consumer, 2)), ['q-0', 'q-1']);
  });

  it('delivers what was claimed when the answer got lost', async () => {
    await using harness = await open();
    const line = await harness.line();
    const { consumer } = await harness.worker(['q'], { url: line.url });
    const { sender } = await harness.broker();
    assert.deepEqual(await consumer.reserve(5, ms(1)), []);
    const taking = reserveCount(consumer, 3, 5);
    await eventually('it waits', async () => / flags=b/.test(String(await harness.raw.client('LIST'))));
    line.deafen();
    await sender.send([message('1'), message('2')]);
    await eventually('they are claimed', async () => (await harness.raw.hlen('unacked')) === 2);
    line.cut();
    await sender.send([message('3')]);
    line.mend();
    const taken = await taking;
    assert.deepEqual(idsOf(taken), ['1', '2', '3']);
    assert.equal(await harness.raw.hlen('unacked'), 3);
    assert.equal(new Set(taken.map(({ receipt }) => receipt.tag)).size, 3);
  });

  it('loses and doubles nothing on a line that breaks again and again', async () => {
    await using harness = await open();
    const line = await harness.line();
    const { consumer } = await harness.worker(['q'], { url: line.url });
    const { sender } = await harness.broker();
    const seen = new Map<string, number>();
    const taking = (async () => {
      while (seen.size < 300) {
        const found = await consumer.reserve(10, PATIENCE);
        for (const delivery of found) {
          seen.set(idOf(delivery), (seen.get(idOf(delivery)) ?? 0) + 1);
          consumer.ack(delivery.receipt);
        }
      }
    })();
    for (let round = 0; round < 6; round++) {
      await sender.send(Array.from({ length: 50 }, (_, i) => message(`${round}-${i}`)));
      const some = seen.size;
      line.cut();
      line.mend();
      await eventually('it goes on', () => seen.size > some || seen.size === 50 * (round + 1));
    }
    await taking;
    await consumer.flush();
    assert.deepEqual(
      [...seen.values()].filter((times) => times !== 1),
      [],
    );
    assert.equal(await harness.raw.hlen('unacked'), 0);
  });

  it('wakes up with a server that slept', async () => {
    await using harness = await open();
    const line = await harness.line();
    const { broker, consumer } = await harness.worker(['q'], { url: line.url });
    const waiting = reserveCount(consumer, 1);
    line.sleep();
    const sent = broker.sender.send([message('1')]);
    line.wake();
    await sent;
    assert.deepEqual(idsOf(await waiting), ['1']);
  });

  it('closes in time although nobody answers', async () => {
    await using harness = await open();
    const line = await harness.line();
    const { broker, consumer } = await harness.worker(['q'], { url: line.url });
    await broker.sender.send(messages(1));
    const [{ receipt } = assert.fail()] = await reserveCount(consumer, 1);
    line.sleep();
    consumer.ack(receipt);
    await broker.close();
    await broker.close();
    await assert.rejects(broker.sender.send(messages(1)), { code: 'BROKER_UNREACHABLE' });
    await assert.rejects(broker.consumer({ name: 'x', queues: ['q'] }), { code: 'BROKER_UNREACHABLE' });
  });
}

/** Somebody else's connection, which sees when it is broken from outside. */
class Stranger {
  readonly #redis: Redis;
  broken = false;

  private constructor(url: string) {
    this.#redis = new Redis(url, { disconnectTimeout: 0 });
    this.#redis.on('close', () => (this.broken = true));
  }

  static async open(url: string): Promise<Stranger> {
    const stranger = new Stranger(url);
    await stranger.#redis.ping();
    return stranger;
  }

  close(): void {
    this.#redis.disconnect();
  }
}
