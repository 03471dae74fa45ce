// Claims of Python workers on the same database, as kombu writes them, and servers that have just started.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ms } from '../../src/units/index.ts';
import {
  eventually,
  idOf,
  idsOf,
  message,
  messages,
  reserveCount,
  type BrokerHarness,
} from './broker-harness.ts';
import type { OpenHarness } from './broker.ts';

const QUICK = { livenessMs: 300, heartbeatMs: 50, reapMs: 100, restartGraceMs: 0 };
const SWEEPING = { timing: { ...QUICK, foreignClaimsMs: 60_000 } };
const LONG_AGO = 1_000_000_000;

interface ForeignClaim {
  readonly tag: string;
  readonly takenAtSec: number;
  readonly priority?: number;
  readonly exchange?: string;
  readonly routingKey?: string;
}

/** The message's id is the tag. */
async function claimAsPython(harness: BrokerHarness, claim: ForeignClaim): Promise<void> {
  const { envelope } = message(claim.tag, 'q', claim.priority ?? 0);
  const value = `[${envelope}, ${JSON.stringify(claim.exchange ?? '')}, ${JSON.stringify(claim.routingKey ?? 'q')}]`;
  await harness.raw.zadd('unacked_index', String(claim.takenAtSec), claim.tag);
  await harness.raw.hset('unacked', claim.tag, value);
}

/** Lets the reapers look a few times. */
async function looks(harness: BrokerHarness, count: number): Promise<void> {
  for (let look = 0; look < count; look++) {
    await harness.raw.del('headcount.reaper');
    await eventually('someone looks', async () => (await harness.raw.exists('headcount.reaper')) === 1);
  }
}

export function brokerForeignClaims(open: OpenHarness): void {
  it('gives back claims of others that are older than the visibility timeout', async () => {
    await using harness = await open();
    await claimAsPython(harness, { tag: 'low', takenAtSec: LONG_AGO, priority: 6 });
    await claimAsPython(harness, { tag: 'older', takenAtSec: LONG_AGO });
    await claimAsPython(harness, { tag: 'newer', takenAtSec: LONG_AGO + 1 });
    await claimAsPython(harness, { tag: 'fresh', takenAtSec: Date.now() / 1000 });
    const { consumer } = await harness.worker(['q'], SWEEPING);
    const taken = await reserveCount(consumer, 3, 1);
    assert.deepEqual(idsOf(taken).toSorted(), ['low', 'newer', 'older']);
    assert.ok(idsOf(taken).indexOf('older') < idsOf(taken).indexOf('newer'));
    assert.ok(taken.every(({ envelope }) => envelope.includes('"redelivered":true')));
    assert.equal(taken.find((delivery) => idOf(delivery) === 'low')?.receipt.priority, 6);
    assert.notEqual(await harness.raw.zscore('unacked_index', 'fresh'), null);
    assert.equal(await harness.raw.exists('unacked_mutex'), 0);
  });

  it('finds the queue of a claim that went through an exchange', async () => {
    await using harness = await open();
    await harness.raw.sadd('_kombu.binding.shop', 'key\x06\x16\x06\x16q', 'other\x06\x16\x06\x16p');
    await claimAsPython(harness, { tag: 'a', takenAtSec: LONG_AGO, exchange: 'shop', routingKey: 'key' });
    const { consumer } = await harness.worker(['q'], SWEEPING);
    assert.deepEqual(idsOf(await reserveCount(consumer, 1)), ['a']);
  });

  it('leaves alone what it was not told to give back, cannot read, or somebody else is giving back', async () => {
    await using harness = await open();
    await claimAsPython(harness, { tag: 'a', takenAtSec: LONG_AGO });
    await harness.raw.zadd('unacked_index', String(LONG_AGO), 'odd');
    await harness.raw.hset('unacked', 'odd', 'not JSON');
    const untold = await harness.worker(['q'], { timing: QUICK });
    await looks(harness, 3);
    assert.equal(await harness.raw.hlen('unacked'), 2);
    await untold.broker.close();
    await harness.raw.set('unacked_mutex', 'a Python worker');
    const { consumer } = await harness.worker(['q'], SWEEPING);
    await looks(harness, 3);
    assert.equal(await harness.raw.hlen('unacked'), 2);
    await harness.raw.del('unacked_mutex');
    assert.deepEqual(idsOf(await reserveCount(consumer, 1)), ['a']);
    assert.equal(await harness.raw.hget('unacked', 'odd'), 'not JSON');
  });

  it('declares nobody dead on a server that was started a moment ago', async () => {
    await using harness = await open();
    const line = await harness.line();
    const timing = { ...QUICK, restartGraceMs: 3_600_000 };
    const { broker, consumer } = await harness.worker(['q'], { timing });
    const away = await harness.worker(['q'], { timing, url: line.url });
    await broker.sender.send(messages(2));
    await reserveCount(away.consumer, 2);
    line.cut();
    const key = `headcount.consumer.${away.consumer.id}`;
    await eventually('its key is gone', async () => (await harness.raw.exists(key)) === 0);
    await looks(harness, 3);
    assert.deepEqual(await consumer.reserve(5, ms(0)), []);
    assert.equal(await harness.raw.hlen('unacked'), 2);
    line.mend();
    await eventually('it is back', async () => (await harness.raw.exists(key)) === 1);
  });
}
