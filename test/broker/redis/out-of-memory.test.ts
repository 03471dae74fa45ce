// A server whose memory is full refuses what needs more of it. Workers are those who make room: they go on.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { OwnBroker } from '../../../src/broker/index.ts';
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

const OPTIONS = { timeout: 60_000, skip: SKIP_WITHOUT_REDIS };
const QUICK = { livenessMs: 300, heartbeatMs: 50, reapMs: 100, restartGraceMs: 0 };

interface Full extends AsyncDisposable {
  readonly server: OwnBroker;
  readonly harness: BrokerHarness;
  /** Less than it takes when it is empty. */
  fill(): Promise<void>;
}

async function start(): Promise<Full> {
  const server = await startTestRedis();
  const harness = await BrokerHarness.open(server.url);
  return {
    server,
    harness,
    fill: async () => {
      await harness.raw.config('SET', 'maxmemory', '1');
      await assert.rejects(harness.raw.set('any', 'thing'), /OOM/);
    },
    [Symbol.asyncDispose]: async () => {
      await harness[Symbol.asyncDispose]();
      await server.stop();
    },
  };
}

it('drains its queue', OPTIONS, async () => {
  await using full = await start();
  const { harness } = full;
  const { broker, consumer } = await harness.worker(['q', 'other'], { timing: QUICK });
  await broker.sender.send(messages(40));
  const waitedFor = await reserveCount(consumer, 10);
  await full.fill();
  // Long enough for a heartbeat that is refused to be missed.
  await harness.raw.del(`headcount.consumer.${consumer.id}`);
  const rest = await reserveCount(consumer, 30, 7);
  assert.equal(new Set(idsOf([...waitedFor, ...rest])).size, 40);
  for (const { receipt } of [...waitedFor, ...rest]) consumer.ack(receipt);
  await consumer.flush();
  assert.equal(await harness.raw.hlen('unacked'), 0);
});

it('goes on showing that it lives', OPTIONS, async () => {
  await using full = await start();
  const { consumer } = await full.harness.worker(['q'], { timing: QUICK });
  await full.fill();
  const key = `headcount.consumer.${consumer.id}`;
  for (let beat = 0; beat < 3; beat++) {
    await full.harness.raw.pexpire(key, 60_000);
    await eventually('a heartbeat', async () => (await full.harness.raw.pttl(key)) <= QUICK.livenessMs);
    assert.equal(await full.harness.raw.exists(key), 1);
  }
});

it('waits for messages and is interrupted as ever', OPTIONS, async () => {
  await using full = await start();
  const { harness } = full;
  const { broker, consumer } = await harness.worker();
  await full.fill();
  assert.deepEqual(await consumer.reserve(5, ms(1)), []);
  const interrupted = consumer.reserve(5, PATIENCE);
  consumer.interrupt();
  assert.deepEqual(await interrupted, []);
  const waiting = consumer.reserve(5, PATIENCE);
  await harness.raw.config('SET', 'maxmemory', '0');
  await broker.sender.send(messages(1));
  assert.deepEqual(idsOf(await waiting), ['q-0']);
});

it('gives back, and a worker that starts takes it', OPTIONS, async () => {
  await using full = await start();
  const { harness } = full;
  const { broker, consumer } = await harness.worker();
  await broker.sender.send(messages(3));
  const [first, ...others] = await reserveCount(consumer, 3);
  assert.ok(first !== undefined);
  await full.fill();
  await consumer.giveBack(others);
  await consumer.requeue(first);
  const { consumer: second } = await harness.worker();
  assert.deepEqual(idsOf(await reserveCount(second, 3)), ['q-1', 'q-2', 'q-0']);
});

it('picks up after a broken connection', OPTIONS, async () => {
  await using full = await start();
  const { harness } = full;
  const line = await harness.line();
  const { broker } = await harness.worker(['elsewhere']);
  const { consumer } = await harness.worker(['q'], { url: line.url });
  const waiting = reserveCount(consumer, 1);
  await eventually('it waits', async () => / flags=b/.test(String(await harness.raw.client('LIST'))));
  line.cut();
  await broker.sender.send(messages(1));
  await harness.raw.lpush(`headcount.inbox.${consumer.id}`, '{"in":"the inbox"}');
  await full.fill();
  line.mend();
  assert.equal((await waiting).length, 1);
  assert.equal((await reserveCount(consumer, 1)).length, 1);
});
