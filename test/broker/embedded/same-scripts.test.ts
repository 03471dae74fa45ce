// Our scripts in Lua on a real Redis, and their twins in the embedded broker: the same calls on the same data give
// the same replies and leave the same data.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { startEmbeddedBroker, type OwnBroker } from '../../../src/broker/index.ts';
import { listsOf } from '../../../src/broker/redis/keys.ts';
import { claimEnding, tagEnding } from '../../../src/broker/redis/receipt.ts';
import {
  ACK,
  CHORD_PART,
  DEPTH,
  EMPTY_INBOX,
  PURGE,
  PUT_BACK,
  REGISTER,
  RELEASE_LOCK,
  RESERVE,
  STORE_RESULTS,
  type Script,
} from '../../../src/broker/redis/scripts/index.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../../redis-server.ts';

type Step = (redis: Redis) => Promise<unknown>;

const LISTS = listsOf(['a', 'b']);
const KEYS = LISTS.map(({ key }) => key);
const ENDINGS = LISTS.flatMap((list) => [tagEnding(list), claimEnding(list.queue)]);
const LIVENESS = 'alive';

const call =
  (script: Script, keys: readonly string[], args: readonly (string | number)[]): Step =>
  (redis) =>
    redis.eval(script.lua, keys.length, ...keys, ...args).catch(errorCode);

// What follows it, real Redis decorates with places in the script.
const errorCode = (error: unknown): string => String(error).split(' ', 2).join(' ');

const key = fc.constantFrom(...KEYS);
const item = fc.constantFrom('{"a":1}', '{}', ' {"b":"ä"}\n', 'odd', '', '[1]', '{');
const counter = fc.integer({ min: 1, max: 12 });
const tag = fc.tuple(counter, fc.constantFrom(...LISTS)).map(([n, list]) => `me:${n}${tagEnding(list)}`);
const document = fc.constantFrom(
  '{"status":"SUCCESS"}',
  '{"status": "FAILURE"}',
  '{"result":{"status":"SUCCESS"}}',
  '{',
  '[]',
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(key, fc.array(item, { minLength: 1, maxLength: 4 })).map(push) },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.integer({ min: 1, max: 5 }), counter, fc.integer({ min: 1, max: 8 })).map(reserve),
  },
  fc.array(tag, { minLength: 1, maxLength: 3 }).map((tags) => call(ACK, ['unacked', 'unacked_index'], tags)),
  fc.tuple(fc.constantFrom('LPUSH', 'RPUSH'), fc.constantFrom('0', '1'), tag, key, item).map(putBack),
  fc.tuple(fc.constantFrom('t1', 't2', 't"3'), fc.constantFrom(0, 1, '+inf'), fc.integer()).map(chordPart),
  fc.constant<Step>((redis) => redis.zadd('chord.j', 1, '[1, "t1", "SUCCESS", "of Python"]')),
  fc.constant<Step>((redis) => redis.set('chord.s', '2')),
  fc.constant(call(REGISTER, [LIVENESS, 'consumers'], [60_000, 'me', 'a'])),
  fc.constant(call(EMPTY_INBOX, ['inbox', 'a'], [])),
  fc.constantFrom('1', 'other').map((token) => call(RELEASE_LOCK, [LIVENESS], [token])),
  fc.tuple(document, document).map(([one, two]) => call(STORE_RESULTS, ['r1', 'r2'], [100, one, two])),
  fc.constant(call(PURGE, KEYS, [])),
  fc.constant<Step>((redis) => redis.lpush('inbox', '{"in":"box"}')),
  fc.constant<Step>((redis) => redis.del(LIVENESS)),
  fc.constant<Step>((redis) => redis.set(LIVENESS, '1')),
  fc.constant<Step>((redis) => redis.hset('unacked', 'python', '[{}, "", "b"]')),
  fc.constant<Step>((redis) => redis.zadd('unacked_index', 1, 'python')),
  fc.constant<Step>((redis) => redis.set('b', 'no list').then(() => redis.del('a'))),
);

function push([list, items]: readonly [string, readonly string[]]): Step {
  return (redis) => redis.lpush(list, ...items).catch(String);
}

function reserve([max, first, source]: readonly [number, number, number]): Step {
  const keys = [LIVENESS, 'inbox', 'unacked', 'unacked_index', 'malformed', ...KEYS];
  return call(RESERVE, keys, [max, first, 'me', source, ...ENDINGS]);
}

function putBack([side, guard, claimed, ...to]: readonly [string, string, string, string, string]): Step {
  const [list, envelope] = to;
  const owner = guard === '1' ? [LIVENESS] : [];
  return call(PUT_BACK, ['unacked', 'unacked_index', list, ...owner], [side, guard, claimed, 1, envelope]);
}

function chordPart([id, score, value]: readonly [string, number | string, number]): Step {
  const member = JSON.stringify([1, id, 'SUCCESS', value]);
  const keys = ['chord.j', 'chord.t', 'chord.s', 'chord'];
  return call(CHORD_PART, keys, [score, member, 0, JSON.stringify(id)]);
}

async function run(redis: Redis, steps: readonly Step[]): Promise<unknown> {
  await redis.flushall();
  await redis.set(LIVENESS, '1');
  const replies: unknown[] = [];
  for (const one of steps) replies.push(await one(redis));
  return { replies, data: await dump(redis) };
}

async function dump(redis: Redis): Promise<unknown> {
  return {
    lists: await Promise.all(
      [...KEYS, 'inbox', 'malformed'].map((list) => redis.lrange(list, 0, -1).catch(String)),
    ),
    claims: Object.entries(await redis.hgetall('unacked')).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    index: (await redis.zrange('unacked_index', '0', '-1')).toSorted(),
    results: await redis.mget('r1', 'r2'),
    chord: await redis.zrange('chord.j', '0', '-1', 'WITHSCORES'),
    consumers: await redis.hgetall('consumers'),
    depth: await call(DEPTH, ['unacked', 'unacked_index', ...depthKeys()], ['a', '"a"]', 'b', '"b"]'])(redis),
  };
}

function depthKeys(): readonly string[] {
  return ['a', 'b'].flatMap((queue) => LISTS.filter((list) => list.queue === queue).map((list) => list.key));
}

describe('scripts and their twins', { skip: SKIP_WITHOUT_REDIS, timeout: 60_000 }, () => {
  const servers: OwnBroker[] = [];
  const clients: Redis[] = [];
  before(async () => {
    servers.push(await startEmbeddedBroker(), await startTestRedis());
    for (const { url } of servers) clients.push(new Redis(url, { disconnectTimeout: 0 }));
  });
  after(async () => {
    for (const client of clients) client.disconnect();
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('release a lock with the script that the Python client has', () => {
    assert.equal(RELEASE_LOCK.sha, 'c3f8721cbb97f72bc19e972846bd7aaf91901658');
  });

  it('do the same', async () => {
    const [embedded, real] = clients;
    assert.ok(embedded !== undefined && real !== undefined);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const [ours, theirs] = await Promise.all([run(embedded, steps), run(real, steps)]);
        assert.deepEqual(ours, theirs);
      }),
      { numRuns: 150, includeErrorInReport: true },
    );
  });
});
