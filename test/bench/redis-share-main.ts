// How much of what Redis itself can do a worker reaches: one async worker of 100 slots draining empty tasks, beside
// redis-benchmark driving the very same reserve and ack scripts on the same server.
//
// redis-benchmark can repeat only one command, so it gets both scripts as functions of one: each call reserves a batch
// from the preloaded queue and drops the claims it has just made. Its batches are as big as the worker's were, which
// the server counted. It decodes nothing and runs nothing: what it reaches is what is left for us to reach.
// Rounds alternate.
//
//   node dist/test/bench/redis-share-main.js --tasks 200000 --rounds 4

import { execFile } from 'node:child_process';
import { promisify, parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { startPrivateRedis } from '../../src/broker/index.ts';
import { ACK, RESERVE } from '../../src/broker/redis/scripts/index.ts';
import { listsOf } from '../../src/broker/redis/keys.ts';
import { claimEnding, tagEnding } from '../../src/broker/redis/receipt.ts';
import { formatNumber, formatRate, perSecond } from '../../src/units/index.ts';
import { findProgram, REDIS } from '../runner/programs.ts';
import { drain } from './peers/drain.ts';
import { headcountPeer, preloadTasks, QUEUE } from './peers/headcount-peer.ts';
import { machine, wholeNumber } from './peers/machine.ts';
import type { RedisAddress } from './peers/peer.ts';
import { middle, ratioText } from './peers/ratios.ts';

const { values } = parseArgs({
  options: { tasks: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '4' } },
});
const tasks = wholeNumber('tasks', values.tasks, 1000);
const rounds = wholeNumber('rounds', values.rounds, 1);

const SLOTS = 100;
const run = promisify(execFile);
const CONSUMER = 'bench@host-000000000000';

/** Reserve, then ack what was reserved. ARGV: how many arguments are reserve's, those, then the tags to drop. */
const BOTH = `local function reserve(KEYS, ARGV)
${RESERVE.lua}
end
local function ack(KEYS, ARGV)
${ACK.lua}
end
local count = tonumber(ARGV[1])
local groups = reserve(KEYS, { unpack(ARGV, 2, count + 1) })
ack({ KEYS[3], KEYS[4] }, { unpack(ARGV, count + 2) })
return groups
`;

interface Batches {
  readonly rate: number;
  /** Tasks a reserve brought, on average. */
  readonly size: number;
}

async function drainByWorker(address: RedisAddress, redis: Redis): Promise<Batches> {
  await redis.config('RESETSTAT');
  const rate = await drain(headcountPeer('async'), address, redis, { tasks, slots: SLOTS });
  const stats = await redis.info('commandstats');
  // Every reserve that brought something wrote it into `unacked` with one HSET.
  const reserves = Number(/cmdstat_hset:calls=(\d+)/.exec(stats)?.[1] ?? 1);
  return { rate, size: Math.max(1, Math.round(tasks / reserves)) };
}

async function drainByBenchmark(address: RedisAddress, redis: Redis, size: number): Promise<number> {
  await redis.flushall();
  await preloadTasks(address, tasks);
  const liveness = `headcount.consumer.${CONSUMER}`;
  await redis.set(liveness, '1');
  const sha = String(await redis.script('LOAD', BOTH));
  const lists = listsOf([QUEUE]);
  const keys = [liveness, `headcount.inbox.${CONSUMER}`, 'unacked', 'unacked_index', 'headcount.malformed'];
  const reserveArgs = [
    size,
    1,
    CONSUMER,
    1,
    ...lists.flatMap((list) => [tagEnding(list), claimEnding(QUEUE)]),
  ];
  const tags = Array.from({ length: size }, (_, i) => `${CONSUMER}:${i + 1}:0:${QUEUE}`);
  const all = [...keys, ...lists.map(({ key }) => key)];
  const command = ['EVALSHA', sha, all.length, ...all, reserveArgs.length, ...reserveArgs, ...tags].map(
    String,
  );
  const calls = Math.ceil(tasks / size);
  const options = ['-p', String(address.port), '-n', String(calls), '-c', '2', '-q'];
  const { stdout } = await run('redis-benchmark', [...options, ...command], { maxBuffer: 2 ** 26 });
  const left = await redis.llen(QUEUE);
  if (left > 0) throw new Error(`redis-benchmark left ${left} tasks`);
  return size * Number(/([\d.]+) requests per second/.exec(stdout)?.[1]);
}

const binary = findProgram(REDIS.names);
if (binary === undefined || findProgram(['redis-benchmark']) === undefined) {
  throw new Error('this comparison needs redis-server and redis-benchmark on PATH');
}
await using server = await startPrivateRedis(binary);
const { hostname: host, port } = new URL(server.url);
const address = { host, port: Number(port) };
const redis = new Redis(server.url);
const ours: number[] = [];
const servers: number[] = [];
for (let round = 0; round < rounds; round++) {
  const { rate, size } = await drainByWorker(address, redis);
  ours.push(rate);
  servers.push(await drainByBenchmark(address, redis, size));
  console.error(
    `round ${round + 1} of ${rounds}: worker ${formatRate(perSecond(rate))}, ` +
      `Redis ${formatRate(perSecond(servers.at(-1) ?? 0))} in batches of ${size}`,
  );
}
redis.disconnect();
console.log(
  `${formatNumber(tasks)} empty tasks, one async worker of ${SLOTS} slots, ${rounds} rounds; ${machine()}`,
);
console.log(
  `worker ${formatRate(perSecond(middle(ours)))}, Redis alone ${formatRate(perSecond(middle(servers)))}`,
);
console.log(`share of what Redis can do: ${ratioText(ours, servers)}`);
