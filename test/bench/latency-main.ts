// From send to start: how long a task waits at a gentle rate, headcount against BullMQ, side by side on this machine.
//
// This process sends tasks one by one at the given rate, spaced evenly with jitter, for the given time, to one private
// redis-server; a worker of 100 slots in another process notes in each body how long ago the task was sent (one
// monotonic clock; the stamp is taken before the client library is called). The first second is warm-up. Rounds alternate A B B A.
//
//   node dist/test/bench/latency-main.js --rate 200 --seconds 10 --rounds 4

import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { startPrivateRedis } from '../../src/broker/index.ts';
import { formatDuration, ms } from '../../src/units/index.ts';
import { App } from '../../src/worker/index.ts';
import { findProgram, REDIS } from '../runner/programs.ts';
import { BenchWorker } from './peers/bench-worker.ts';
import { LATENCIES_FILE } from './peers/bodies.ts';
import { bullmqPeer } from './peers/bullmq-peer.ts';
import { headcountPeer, QUEUE } from './peers/headcount-peer.ts';
import { machine, wholeNumber } from './peers/machine.ts';
import { brokerUrl, type Peer, type RedisAddress } from './peers/peer.ts';
import { middle, ratioText } from './peers/ratios.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '4' },
  },
});
const rate = wholeNumber('rate', values.rate, 1);
const seconds = wholeNumber('seconds', values.seconds, 2);
const rounds = wholeNumber('rounds', values.rounds, 1);

const SLOTS = 100;

interface Client extends AsyncDisposable {
  send(sentAtNs: string): void;
}

interface Side {
  readonly peer: Peer;
  connect(address: RedisAddress): Client;
  readonly p50Ms: number[];
  readonly p99Ms: number[];
}

const sides: readonly Side[] = [
  { peer: headcountPeer('async'), connect: headcountClient, p50Ms: [], p99Ms: [] },
  { peer: bullmqPeer, connect: bullmqClient, p50Ms: [], p99Ms: [] },
];

function headcountClient(address: RedisAddress): Client {
  const app = new App('latency', { broker: brokerUrl(address), defaultQueue: QUEUE });
  return {
    send: (sentAtNs) => void app.send('stamped', [sentAtNs], { ignoreResult: true }),
    [Symbol.asyncDispose]: () => app.close(),
  };
}

function bullmqClient(address: RedisAddress): Client {
  const queue = new Queue('empty', { connection: { ...address } });
  return {
    send: (sentAtNs) => void queue.add('stamped', { sentAtNs }, { removeOnComplete: true }),
    [Symbol.asyncDispose]: () => queue.close(),
  };
}

async function round(side: Side, address: RedisAddress, redis: Redis): Promise<void> {
  await redis.flushall();
  const { peer, p50Ms, p99Ms } = side;
  await using client = side.connect(address);
  await using worker = await BenchWorker.start(peer.worker(address, SLOTS));
  const sent = await offer(client);
  while ((await peer.remaining(redis)) > 0) await sleep(20);
  await worker.stop();
  const lines = (await worker.reports(LATENCIES_FILE)).flatMap((text) => text.split('\n'));
  if (lines.length !== sent) throw new Error(`${peer.name} ran ${lines.length} of ${sent} tasks`);
  const waitsMs = lines
    .slice(rate)
    .map((ns) => Number(ns) / 1e6)
    .toSorted((a, b) => a - b);
  p50Ms.push(waitsMs[Math.floor(waitsMs.length * 0.5)] ?? Number.NaN);
  p99Ms.push(waitsMs[Math.floor(waitsMs.length * 0.99)] ?? Number.NaN);
}

/** Answers how many were sent. The worker may still be starting: what waits for it belongs to the warm-up. */
async function offer(client: Client): Promise<number> {
  await sleep(1_500);
  const stepMs = 1_000 / rate;
  const beganAtMs = performance.now();
  const tasks = rate * seconds;
  for (let i = 0; i < tasks; i++) {
    const leftMs = beganAtMs + (i + Math.random()) * stepMs - performance.now();
    if (leftMs > 0) await sleep(leftMs);
    client.send(String(process.hrtime.bigint()));
  }
  return tasks;
}

async function measure(): Promise<void> {
  const binary = findProgram(REDIS.names);
  if (binary === undefined) throw new Error('this comparison needs redis-server on PATH');
  await using server = await startPrivateRedis(binary);
  const { hostname: host, port } = new URL(server.url);
  const redis = new Redis(server.url);
  try {
    for (let i = 0; i < rounds; i++) {
      for (const side of i % 2 === 0 ? sides : sides.toReversed()) {
        await round(side, { host, port: Number(port) }, redis);
        console.error(
          `round ${i + 1} of ${rounds}: ${side.peer.name} p50 ${side.p50Ms.at(-1)?.toFixed(3)} ms`,
        );
      }
    }
  } finally {
    redis.disconnect();
  }
}

await measure();
const table = new Table({ head: ['send to start', 'p50', 'p99'], style: { head: [], border: [] } });
for (const { peer, p50Ms, p99Ms } of sides) {
  table.push([peer.name, formatDuration(ms(middle(p50Ms))), formatDuration(ms(middle(p99Ms)))]);
}
console.log(`${rate} tasks/s for ${seconds} s, ${rounds} rounds, medians; ${machine()}`);
console.log(table.toString());
const [ours, theirs] = sides;
if (ours !== undefined && theirs !== undefined) {
  console.log(
    `headcount / BullMQ: p50 ${ratioText(ours.p50Ms, theirs.p50Ms)}, p99 ${ratioText(ours.p99Ms, theirs.p99Ms)}`,
  );
}
