// One round: fill the queue, start one worker, and time how long it takes to empty the queue. Or the same while a producer
// keeps the queue full until it has sent all of the tasks.

import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { BenchWorker } from './bench-worker.ts';
import { BODIES_FILE, FIRST_BODY_FILE, LAST_BODY_FILE } from './bodies.ts';
import { Feeder } from './feeder.ts';
import type { Peer, RedisAddress } from './peer.ts';

const POLL_MS = 5;
/**
 * So many looks in a row must find nothing: Celery takes a message in two steps (from the queue; then among the claims),
 * and between them the server has it in neither place. A worker stopped then runs one task less.
 */
const EMPTY_LOOKS = 20;
const LIMIT_MS = 180_000;

export interface Round {
  readonly tasks: number;
  readonly slots: number;
  /** Absent = all tasks are there before the worker starts; else whose messages the producer sends. */
  readonly fed?: 'bullmq' | 'celery';
}

/**
 * Tasks a second, from the first task body to the last, once the server holds none of them any more. Not to that moment:
 * the last acks of some of Celery's pools wait up to two seconds for something that wakes their loop.
 */
export async function drain(peer: Peer, address: RedisAddress, redis: Redis, round: Round): Promise<number> {
  await redis.flushall();
  if (round.fed === undefined) await peer.preload(address, round.tasks);
  using feeder = round.fed && new Feeder(round.fed, address, round.tasks);
  await using worker = await BenchWorker.start(peer.worker(address, round.slots));
  await waitUntilEmpty(peer, redis, worker, () => feeder?.done ?? true);
  await worker.stop();
  await checkBodies(peer, worker, round.tasks);
  const firstNs = Math.min(...(await worker.reports(FIRST_BODY_FILE)).map(Number));
  const lastNs = Math.max(...(await worker.reports(LAST_BODY_FILE)).map(Number));
  return round.tasks / ((lastNs - firstNs) / 1e9);
}

async function waitUntilEmpty(
  peer: Peer,
  redis: Redis,
  worker: BenchWorker,
  allSent: () => boolean,
): Promise<void> {
  const giveUpAt = performance.now() + LIMIT_MS;
  let emptyLooks = 0;
  while (performance.now() < giveUpAt) {
    // In this order: what is sent after the look is not overlooked.
    emptyLooks = allSent() && (await peer.remaining(redis)) === 0 ? emptyLooks + 1 : 0;
    if (emptyLooks === EMPTY_LOOKS) return;
    worker.mustRun();
    await pause(POLL_MS);
  }
  throw new Error(`${peer.name} did not empty its queue in ${LIMIT_MS / 1000} s`);
}

// A system that forgot some of its tasks would look fast.
async function checkBodies(peer: Peer, worker: BenchWorker, tasks: number): Promise<void> {
  const counts = await worker.reports(BODIES_FILE);
  const bodies = counts.reduce((sum, count) => sum + Number(count), 0);
  if (bodies !== tasks) throw new Error(`${peer.name} ran ${bodies} bodies for ${tasks} tasks`);
}
