// Random commands over a few keys, so that they meet: every key is used as every type.

import fc from 'fast-check';

export type Words = readonly [name: string, ...args: string[]];

const key = fc.constantFrom('a', 'b', 'c');
const value = fc.constantFrom('x', 'y', '', '7', '-3', 'äö');
const field = fc.constantFrom('f', 'g', 'h');
const index = fc.integer({ min: -4, max: 4 }).map(String);
const score = fc.constantFrom('-2', '0', '1', '1.5', '3', 'inf', '-inf', '(1', '(3');
const plainScore = fc.constantFrom('-2', '0', '1', '1.5', '3', 'inf', '-inf');
const side = fc.constantFrom('LEFT', 'RIGHT', 'left');
const pattern = fc.constantFrom('*', 'a', '[a-b]', '?', '[^a]', 'f*', '\\a');
const seconds = fc.constantFrom('100', '1000');

type Part = fc.Arbitrary<string> | string;

/** A command of the given words; `more` adds up to two words. */
function command(name: string, ...parts: readonly Part[]): fc.Arbitrary<Words> {
  const words = parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part));
  return fc.tuple(...words).map((args) => [name, ...args] as const);
}

function withMore(base: fc.Arbitrary<Words>, more: fc.Arbitrary<string>): fc.Arbitrary<Words> {
  return fc
    .tuple(base, fc.array(more, { maxLength: 2 }))
    .map(([words, extra]) => [...words, ...extra] as const);
}

const strings = [
  command('GET', key),
  command('SET', key, value),
  command('SET', key, value, fc.constantFrom('NX', 'XX', 'GET', 'KEEPTTL')),
  command('SET', key, value, 'EX', seconds),
  command('SETNX', key, value),
  command('SETEX', key, seconds, value),
  command('GETSET', key, value),
  command('GETDEL', key),
  command('APPEND', key, value),
  command('STRLEN', key),
  command('INCR', key),
  command('DECRBY', key, index),
  withMore(command('MGET', key), key),
  command('MSET', key, value, key, value),
];

const keys = [
  withMore(command('DEL', key), key),
  withMore(command('EXISTS', key), key),
  command('TYPE', key),
  command('TTL', key),
  command('EXPIRE', key, seconds),
  command('EXPIRE', key, '-1'),
  command('EXPIRE', key, seconds, fc.constantFrom('NX', 'XX', 'GT', 'LT')),
  command('PERSIST', key),
  command('RENAME', key, key),
  command('KEYS', pattern),
  command('SCAN', '0', 'MATCH', pattern),
  command('SCAN', '0', 'COUNT', '100', 'TYPE', fc.constantFrom('list', 'zset', 'string')),
  command('DBSIZE'),
];

const lists = [
  withMore(command('LPUSH', key, value), value),
  withMore(command('RPUSH', key, value), value),
  command('LPUSHX', key, value),
  command('RPUSHX', key, value),
  command('LPOP', key),
  command('RPOP', key),
  command('RPOP', key, fc.constantFrom('0', '1', '3')),
  command('LLEN', key),
  command('LINDEX', key, index),
  command('LSET', key, index, value),
  command('LRANGE', key, index, index),
  command('LTRIM', key, index, index),
  command('LREM', key, fc.constantFrom('-1', '0', '1', '2'), value),
  command('LMOVE', key, key, side, side),
  command('RPOPLPUSH', key, key),
  // In a connection that is used by one test only these would block: it is the same reply after a moment.
  command('BRPOP', key, key, '0.001'),
  command('BLMOVE', key, key, side, side, '0.001'),
];

const hashes = [
  command('HSET', key, field, value),
  command('HSET', key, field, value, field, value),
  command('HMSET', key, field, value),
  command('HSETNX', key, field, value),
  command('HGET', key, field),
  withMore(command('HMGET', key, field), field),
  command('HGETALL', key),
  withMore(command('HDEL', key, field), field),
  command('HLEN', key),
  command('HEXISTS', key, field),
  command('HKEYS', key),
  command('HVALS', key),
  command('HINCRBY', key, field, index),
  command('HSCAN', key, '0', 'MATCH', pattern),
];

const sets = [
  withMore(command('SADD', key, value), value),
  withMore(command('SREM', key, value), value),
  command('SMEMBERS', key),
  command('SISMEMBER', key, value),
  command('SCARD', key),
  command('SSCAN', key, '0', 'MATCH', pattern),
];

const sortedSets = [
  command('ZADD', key, plainScore, field),
  command('ZADD', key, plainScore, field, plainScore, field),
  command('ZADD', key, fc.constantFrom('NX', 'XX', 'GT', 'LT', 'CH', 'INCR'), plainScore, field),
  command('ZINCRBY', key, fc.constantFrom('1', '-2', '0.5'), field),
  withMore(command('ZREM', key, field), field),
  command('ZCARD', key),
  command('ZSCORE', key, field),
  command('ZRANK', key, field),
  command('ZCOUNT', key, score, score),
  command('ZRANGE', key, index, index),
  command('ZRANGE', key, index, index, fc.constantFrom('WITHSCORES', 'REV')),
  command(
    'ZRANGE',
    key,
    score,
    score,
    'BYSCORE',
    'LIMIT',
    fc.constantFrom('0', '1'),
    fc.constantFrom('-1', '1'),
  ),
  command('ZRANGE', key, score, score, 'BYSCORE', 'REV', 'WITHSCORES'),
  command('ZREVRANGE', key, index, index, 'WITHSCORES'),
  command('ZRANGEBYSCORE', key, score, score),
  command('ZREVRANGEBYSCORE', key, score, score, 'WITHSCORES', 'LIMIT', '0', '2'),
  command('ZREMRANGEBYSCORE', key, score, score),
  command('ZSCAN', key, '0', 'MATCH', pattern),
];

const others = [
  command('PING'),
  command('ECHO', value),
  command('PUBLISH', key, value),
  command('MULTI'),
  command('EXEC'),
  command('DISCARD'),
  command('WATCH', key),
  command('UNWATCH'),
];

export const aCommand: fc.Arbitrary<Words> = fc.oneof(
  fc.oneof(...strings),
  fc.oneof(...keys),
  fc.oneof(...lists),
  fc.oneof(...hashes),
  fc.oneof(...sets),
  fc.oneof(...sortedSets),
  fc.oneof(...others),
);
