// What the pools of a scenario are on BullMQ.
//
//   async    the processor runs in the worker's own process, many jobs at a time
//   solo     the same, one job at a time
//   prefork  BullMQ's sandboxed processor in child processes, one job each
//   threads  the same in worker threads

import { HeadcountError } from '../../errors/index.ts';

const BULLMQ_POOLS = ['solo', 'prefork', 'threads', 'async'] as const;
export type BullmqPool = (typeof BULLMQ_POOLS)[number];

/** Throws BAD_SCENARIO for a pool that BullMQ does not have. */
export function bullmqPool(pool: string): BullmqPool {
  const known = BULLMQ_POOLS.find((name) => name === pool);
  if (known !== undefined) return known;
  throw new HeadcountError('BAD_SCENARIO', `BullMQ has no pool ${pool}`, {
    hint: `Use one of ${BULLMQ_POOLS.join(', ')}.`,
  });
}

/** Whether jobs run outside the worker's own process or thread. */
export function isSandboxed(pool: BullmqPool): boolean {
  return pool === 'prefork' || pool === 'threads';
}
