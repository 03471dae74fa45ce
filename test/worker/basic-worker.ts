// A worker of ours with the tasks of the basic application, started on the command line as an operator does.

import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import { CliWorker } from './cli-process.ts';

const BASIC = fileURLToPath(new URL('../fixtures/apps/basic.js', import.meta.url));

/** Four slots on one event loop, ready. `more`: options such as -E. */
export async function basicWorker(url: string, node: string, ...more: readonly string[]): Promise<CliWorker> {
  const fleet = ['-A', BASIC, '-b', url, '--without-mingle', '-n', node];
  const worker = new CliWorker(...fleet, '-P', 'async', '-c', '4', '-l', 'info', ...more);
  await worker.ready();
  return worker;
}

/** Without the lock that our workers hold by turns. */
export async function keysOf(redis: Redis): Promise<readonly string[]> {
  return (await redis.keys('*')).filter((key) => key !== 'headcount.reaper').toSorted();
}
