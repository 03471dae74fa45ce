// The double itself: what tests of outages rest on.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { startEmbeddedBroker } from '../../../src/broker/index.ts';
import { Sleepable } from '../sleepable.ts';

describe('the line that can be put to sleep', () => {
  it('holds everything back while asleep and lets it through when woken', async () => {
    await using broker = await startEmbeddedBroker();
    await using line = await Sleepable.inFrontOf(broker.url);
    const client = new Redis(line.url, { disconnectTimeout: 0 });
    const direct = new Redis(broker.url, { disconnectTimeout: 0 });
    await client.ping();
    line.sleep();
    let answered = false;
    const push = client.lpush('list', 'item').then(() => {
      answered = true;
    });
    assert.equal(await direct.llen('list'), 0);
    assert.equal(answered, false);
    line.wake();
    await push;
    assert.equal(await direct.llen('list'), 1);
    client.disconnect();
    direct.disconnect();
  });

  it('lets requests but no answers through when deafened', async () => {
    await using broker = await startEmbeddedBroker();
    await using line = await Sleepable.inFrontOf(broker.url);
    const client = new Redis(line.url, { disconnectTimeout: 0 });
    const direct = new Redis(broker.url, { disconnectTimeout: 0 });
    await client.ping();
    line.deafen();
    let answered = false;
    const push = client.lpush('list', 'item').then(() => {
      answered = true;
    });
    assert.equal((await direct.blmove('list', 'list', 'LEFT', 'LEFT', 10)) ?? '', 'item');
    assert.equal(answered, false);
    line.wake();
    await push;
    client.disconnect();
    direct.disconnect();
  });
});
