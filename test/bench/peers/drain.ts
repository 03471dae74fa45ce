// One round: fill the queue, start one worker process, and time how long it takes to empty the queue.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { BODIES_FILE, FIRST_BODY_FILE } from './bodies.ts';
import type { Peer, RedisAddress } from './peer.ts';

const POLL_MS = 5;
const LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 30_000;

export interface Round {
  readonly tasks: number;
  readonly slots: number;
}

/** Tasks a second, from the first task body to the moment the server holds none of them any more. */
export async function drain(peer: Peer, address: RedisAddress, redis: Redis, round: Round): Promise<number> {
  await redis.flushall();
  await peer.preload(address, round.tasks);
  const folder = await mkdtemp(join(tmpdir(), 'headcount-peers-'));
  const files = { [FIRST_BODY_FILE]: join(folder, 'first-body'), [BODIES_FILE]: join(folder, 'bodies') };
  const worker = spawn(process.execPath, peer.workerArgs(address, round.slots), {
    env: { ...process.env, ...files },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const emptyAtNs = await waitUntilEmpty(peer, redis, worker);
    await stop(worker);
    const firstBodyNs = BigInt(await readFile(files[FIRST_BODY_FILE] ?? '', 'utf8'));
    await checkBodies(peer, files[BODIES_FILE] ?? '', round.tasks);
    return round.tasks / (Number(emptyAtNs - firstBodyNs) / 1e9);
  } finally {
    worker.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
}

async function waitUntilEmpty(peer: Peer, redis: Redis, worker: ChildProcess): Promise<bigint> {
  const giveUpAt = performance.now() + LIMIT_MS;
  while (performance.now() < giveUpAt) {
    if ((await peer.remaining(redis)) === 0) return process.hrtime.bigint();
    if (worker.exitCode !== null)
      throw new Error(`the worker of ${peer.name} exited with ${worker.exitCode}`);
    await pause(POLL_MS);
  }
  throw new Error(`${peer.name} did not empty its queue in ${LIMIT_MS / 1000} s`);
}

async function stop(worker: ChildProcess): Promise<void> {
  const ended = once(worker, 'exit');
  worker.kill('SIGTERM');
  const late = setTimeout(() => worker.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(late);
}

// A system that forgot some of its tasks would look fast.
async function checkBodies(peer: Peer, file: string, tasks: number): Promise<void> {
  const bodies = Number(await readFile(file, 'utf8'));
  if (bodies !== tasks) throw new Error(`${peer.name} ran ${bodies} bodies for ${tasks} tasks`);
}
