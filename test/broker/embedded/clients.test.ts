// What several clients of the embedded broker do to each other.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { startEmbeddedBroker, type OwnBroker } from '../../../src/broker/index.ts';
import { eventually } from '../../contract/broker-harness.ts';

for (const protocol of [2, 3] as const) {
  describe(`clients of the embedded broker, RESP${protocol}`, () => {
    let server: OwnBroker | undefined;
    const clients: Redis[] = [];
    const client = (): Redis => {
      const redis = new Redis(server?.url ?? '', { protocol, disconnectTimeout: 0, replyMapping: 'legacy' });
      clients.push(redis);
      return redis;
    };
    const blocked = async (redis: Redis, count: number): Promise<void> =>
      eventually(
        `${count} wait`,
        async () => String(await redis.client('LIST')).split('flags=b').length - 1 === count,
      );

    before(async () => {
      server = await startEmbeddedBroker();
    });
    after(async () => {
      for (const redis of clients) redis.disconnect();
      await server?.stop();
    });

    it('get messages by channel and by pattern', async () => {
      const [listener, speaker] = [client(), client()];
      await listener.subscribe('news', 'other');
      await listener.psubscribe('n*');
      const message = once(listener, 'message');
      const patternMessage = once(listener, 'pmessage');
      assert.equal(await speaker.publish('news', 'ä€'), 2);
      assert.deepEqual(await message, ['news', 'ä€']);
      assert.deepEqual(await patternMessage, ['n*', 'news', 'ä€']);
      assert.deepEqual(await speaker.pubsub('NUMSUB', 'news', 'none'), ['news', 1, 'none', 0]);
      await listener.unsubscribe('news', 'other');
      await listener.punsubscribe('n*');
      assert.equal(await speaker.publish('news', 'x'), 0);
    });

    it('are served in the order in which they began to wait', async () => {
      const [first, second, pusher] = [client(), client(), client()];
      const one = first.brpop('line', 0);
      await blocked(pusher, 1);
      const two = second.brpop('other', 'line', 0);
      await blocked(pusher, 2);
      await pusher.lpush('line', 'a', 'b');
      assert.deepEqual(
        [await one, await two],
        [
          ['line', 'a'],
          ['line', 'b'],
        ],
      );
    });

    it('are woken by what another moves to their list', async () => {
      const [waiter, middle, pusher] = [client(), client(), client()];
      const end = waiter.blpop('end', 0);
      const moved = middle.blmove('start', 'end', 'RIGHT', 'LEFT', 0);
      await blocked(pusher, 2);
      await pusher.rpush('start', 'x');
      assert.deepEqual([await end, await moved], [['end', 'x'], 'x']);
    });

    it('can be unblocked, as if in time or by an error', async () => {
      const [waiter, other] = [client(), client()];
      const id = await waiter.client('ID');
      const early = waiter.blpop('never', 0);
      await blocked(other, 1);
      assert.equal(await other.call('CLIENT', 'UNBLOCK', id), 1);
      assert.equal(await early, null);
      const late = assert.rejects(waiter.blpop('never', 0), /UNBLOCKED/);
      await blocked(other, 1);
      assert.equal(await other.call('CLIENT', 'UNBLOCK', id, 'ERROR'), 1);
      await late;
      assert.equal(await other.call('CLIENT', 'UNBLOCK', id), 0);
    });

    it('wait without blocking inside a transaction', async () => {
      const replies = await client().multi().blpop('never', 0).set('k', 'v').exec();
      assert.deepEqual(replies, [
        [null, null],
        [null, 'OK'],
      ]);
    });

    it('lose a transaction when what they watch changes', async () => {
      const [one, other] = [client(), client()];
      await one.watch('k');
      await other.set('k', 'changed');
      assert.equal(await one.multi().set('k', 'mine').exec(), null);
      assert.equal(await other.get('k'), 'changed');
    });

    it('see keys expire', async () => {
      const redis = client();
      await redis.set('short', 'v', 'PX', 1);
      await eventually('it expires', async () => (await redis.exists('short')) === 0);
      assert.equal(await redis.ttl('short'), -2);
    });

    it('release a lock by the script of redis-py', async () => {
      const redis = client();
      const sha = 'c3f8721cbb97f72bc19e972846bd7aaf91901658';
      await redis.set('lock', 'token');
      assert.equal(await redis.evalsha(sha, 1, 'lock', 'other'), 0);
      assert.equal(await redis.evalsha(sha, 1, 'lock', 'token'), 1);
      assert.equal(await redis.exists('lock'), 0);
    });
  });
}
