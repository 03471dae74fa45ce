// Publishing, listening and answering: what remote control and events travel on.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { deferred } from '../../src/lifecycle/index.ts';
import { ms } from '../../src/units/index.ts';
import { eventually, PATIENCE } from './broker-harness.ts';
import type { OpenHarness } from './broker.ts';

export function brokerSignals(open: OpenHarness): void {
  it('tells whoever listens, under the prefix of the database', async () => {
    await using harness = await open();
    const { signals } = await harness.broker();
    const heard = deferred<readonly [string, string]>();
    const listening = await signals.listen('celeryev/*', (...what) => heard.resolve(what));
    assert.equal(await signals.publish('celeryev/task.sent', 'text'), 1);
    assert.deepEqual(await heard.promise, ['celeryev/task.sent', 'text']);
    assert.deepEqual(await harness.raw.pubsub('CHANNELS', '*'), []);
    assert.equal(await harness.raw.publish('/0.celeryev/task.sent', 'again'), 1);
    assert.equal(await harness.raw.publish('/1.celeryev/task.sent', 'elsewhere'), 0);
    await listening.stop();
    assert.equal(await signals.publish('celeryev/task.sent', 'text'), 0);
  });

  it('goes on listening while one of two listeners to a pattern stops', async () => {
    await using harness = await open();
    const { signals } = await harness.broker();
    const heard: string[] = [];
    const first = await signals.listen('one', (_channel, text) => heard.push(`first ${text}`));
    await signals.listen('one', (_channel, text) => heard.push(`second ${text}`));
    await first.stop();
    await first.stop();
    await signals.publish('one', 'text');
    await eventually('the second hears it', () => heard.length > 0);
    assert.deepEqual(heard, ['second text']);
  });

  it('has heard everything that was said before, once it has caught up', async () => {
    await using harness = await open();
    const [{ signals }, other] = [await harness.broker(), await harness.broker()];
    const heard: string[] = [];
    const listening = await signals.listen('one', (_channel, text) => heard.push(text));
    await Promise.all(Array.from({ length: 500 }, (_, i) => other.signals.publish('one', String(i))));
    await listening.caughtUp();
    assert.equal(heard.length, 500);
    await listening.stop();
    await listening.caughtUp();
    assert.deepEqual(await harness.raw.pubsub('CHANNELS', '*'), []);
    assert.equal(await harness.raw.pubsub('NUMPAT'), 0);
  });

  it('listens again after the connection was lost', async () => {
    await using harness = await open();
    const line = await harness.line();
    const { signals } = await harness.broker({ url: line.url });
    const heard: string[] = [];
    await signals.listen('one', (_channel, text) => heard.push(text));
    line.cut();
    await assert.rejects(signals.publish('one', 'nobody hears this'), { code: 'BROKER_UNREACHABLE' });
    line.mend();
    const other = await harness.broker();
    await eventually('it is heard again', async () => {
      await other.signals.publish('one', 'text');
      return heard.length > 0;
    });
    assert.equal(heard[0], 'text');
  });

  it('tells when it cannot hear for a while, and when it can again', async () => {
    await using harness = await open();
    const line = await harness.line();
    const { signals } = await harness.broker({ url: line.url });
    const told: string[] = [];
    const watch = { lost: () => void told.push('lost'), regained: () => void told.push('regained') };
    const listening = await signals.listen('one', () => undefined, watch);
    await signals.listen('two', () => undefined);
    assert.deepEqual(told, []);
    for (let times = 1; times <= 2; times++) {
      line.cut();
      await eventually('it is lost', () => told.length === 2 * times - 1);
      line.mend();
      await eventually('it is back', () => told.length === 2 * times);
      // From then on everything is heard.
      const other = await harness.broker();
      assert.equal(await other.signals.publish('one', 'text'), 1);
    }
    assert.deepEqual(told, ['lost', 'regained', 'lost', 'regained']);
    await listening.stop();
  });

  it('takes answers in order, waits for them, and gives up in time', async () => {
    await using harness = await open();
    const { signals } = await harness.broker();
    assert.equal(await signals.takeAnswer('answers', ms(1)), undefined);
    const taken = signals.takeAnswer('answers', PATIENCE);
    await signals.answer('answers', 'first');
    assert.equal(await taken, 'first');
    await signals.answer('answers', 'second');
    await signals.answer('answers', 'third');
    assert.ok((await harness.raw.ttl('answers')) > 0);
    assert.equal(await signals.takeAnswer('answers', PATIENCE), 'second');
    await signals.drop('answers');
    assert.equal(await harness.raw.exists('answers'), 0);
  });

  it("binds queues as Celery's clients look them up", async () => {
    await using harness = await open();
    const { signals } = await harness.broker();
    const binding = { exchange: 'reply.celery.pidbox', routingKey: 'id', queue: 'id.reply.celery.pidbox' };
    await signals.bind(binding);
    assert.deepEqual(await harness.raw.smembers('_kombu.binding.reply.celery.pidbox'), [
      'id\x06\x16\x06\x16id.reply.celery.pidbox',
    ]);
    await signals.unbind(binding);
    assert.equal(await harness.raw.exists('_kombu.binding.reply.celery.pidbox'), 0);
  });
}
