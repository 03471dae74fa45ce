// The embedded broker against a real Redis: the same commands, in any order, get the same replies.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { startEmbeddedBroker, type OwnBroker } from '../../../src/broker/index.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../../redis-server.ts';
import { aCommand, type Words } from './commands.ts';

/** The order of these is nobody's business. */
const UNORDERED = new Set([
  'SMEMBERS',
  'HGETALL',
  'HKEYS',
  'HVALS',
  'KEYS',
  'SCAN',
  'SSCAN',
  'HSCAN',
  'ZSCAN',
]);

interface Pair {
  readonly embedded: Redis;
  readonly real: Redis;
}

describe('the embedded broker answers as Redis does', { skip: SKIP_WITHOUT_REDIS, timeout: 60_000 }, () => {
  const servers: OwnBroker[] = [];
  const pairs: Pair[] = [];
  before(async () => {
    servers.push(await startEmbeddedBroker(), await startTestRedis());
    const [embedded, real] = servers;
    for (const protocol of [2, 3] as const) {
      const connect = (url = ''): Redis =>
        new Redis(url, { protocol, disconnectTimeout: 0, replyMapping: 'legacy' });
      pairs.push({ embedded: connect(embedded?.url), real: connect(real?.url) });
    }
  });
  after(async () => {
    for (const { embedded, real } of pairs) {
      embedded.disconnect();
      real.disconnect();
    }
    await Promise.all(servers.map((server) => server.stop()));
  });

  for (const [i, name] of ['RESP2', 'RESP3'].entries()) {
    it(`to any sequence of commands, in ${name}`, async () => {
      const pair = pairs[i] ?? assert.fail();
      await fc.assert(
        fc.asyncProperty(fc.array(aCommand, { minLength: 1, maxLength: 40 }), async (commands) => {
          const [ours, theirs] = await Promise.all([
            replies(pair.embedded, commands),
            replies(pair.real, commands),
          ]);
          assert.deepEqual(labelled(commands, ours), labelled(commands, theirs));
        }),
        { numRuns: 120 },
      );
    });
  }

  it('to commands that are wrong', async () => {
    const commands: readonly Words[] = [
      ['NOSUCH', 'a', 'b'],
      ['GET'],
      ['GET', 'a', 'b'],
      ['SET', 'k', 'v', 'EX', '0'],
      ['SET', 'k', 'v', 'EX', 'x'],
      ['SET', 'k', 'v', 'EX'],
      ['SET', 'k', 'v', 'NX', 'XX'],
      ['SET', 'k', 'v', 'WHAT'],
      ['SETEX', 'k', '-1', 'v'],
      ['LPUSH', 'list', 'a'],
      ['GET', 'list'],
      ['INCR', 'list'],
      ['HSET', 'h', 'a'],
      ['HSET', 'h', 'a', '1', 'b'],
      ['HSET', 'h', 'a', 'text'],
      ['HINCRBY', 'h', 'a', '1'],
      ['ZADD', 'z', 'NX', 'XX', '1', 'a'],
      ['ZADD', 'z', 'GT', 'LT', '1', 'a'],
      ['ZADD', 'z', 'x', 'a'],
      ['ZADD', 'z', '1'],
      ['ZADD', 'z', 'INCR', '1', 'a', '2', 'b'],
      ['ZRANGE', 'z', 'a', 'b'],
      ['ZRANGEBYSCORE', 'z', 'a', 'b'],
      ['ZRANGE', 'z', '0', '1', 'LIMIT', '0', '1'],
      ['LSET', 'none', '0', 'v'],
      ['LSET', 'list', '7', 'v'],
      ['RPOP', 'list', '-1'],
      ['LMOVE', 'list', 'list', 'UP', 'DOWN'],
      ['BLPOP', 'none', 'x'],
      ['BLPOP', 'none', '-1'],
      ['EVALSHA', 'abc', '0'],
      ['EVAL', 'return 1', '2', 'a'],
      ['EVAL', 'return 1', '-1'],
      ['SELECT', '99'],
      ['SELECT', 'x'],
      ['EXEC'],
      ['DISCARD'],
      ['CLIENT', 'NOSUCH'],
      ['CLIENT', 'SETNAME', 'a b'],
      ['CLIENT', 'UNBLOCK', '99999'],
      ['CLIENT', 'UNBLOCK', 'x'],
      ['CLIENT', 'GETNAME', 'x'],
      ['EXPIRE', 'list', 'x'],
      ['RENAME', 'none', 'other'],
      ['SCAN', 'x'],
      ['SCAN', '0', 'COUNT', '0'],
      ['HELLO', '9'],
      ['AUTH', 'secret'],
      ['PING', 'a', 'b'],
      ['PUBSUB', 'NOSUCH'],
      ['SCRIPT', 'NOSUCH'],
      ['MSET', 'a'],
      ['MSET', 'a', '1', 'b'],
    ];
    const { embedded, real } = pairs[0] ?? assert.fail();
    assert.deepEqual(
      labelled(commands, await replies(embedded, commands)),
      labelled(commands, await replies(real, commands)),
    );
  });
});

async function replies(redis: Redis, commands: readonly Words[]): Promise<readonly unknown[]> {
  // The last sequence may have left a transaction open, or watched keys.
  await redis.call('DISCARD').catch(() => redis.unwatch());
  await redis.flushall();
  const answers = commands.map(async ([name, ...args]) => {
    const reply: unknown = await redis.call(name, ...args).catch((error: unknown) => String(error));
    return UNORDERED.has(name) ? sorted(reply) : reply;
  });
  return Promise.all(answers);
}

function sorted(reply: unknown): unknown {
  return Array.isArray(reply)
    ? reply.map(sorted).toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
    : reply;
}

function labelled(commands: readonly Words[], answers: readonly unknown[]): readonly unknown[] {
  return commands.map((words, i) => [words.join(' '), answers[i]]);
}
