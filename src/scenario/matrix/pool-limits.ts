// What a system, or a pool of it, can't do. Asked for by a group itself that is a mistake; where the matrix brings pool and
// system together, the cell runs without it and the user is told.

import type { PoolName, SystemName } from '../contract.ts';

interface PoolRefusal {
  readonly wrong: string;
  readonly expected: string;
}

/** Pools of BullMQ: in the worker's process (solo, async), sandboxed in children or threads. */
const BULLMQ_POOLS: readonly PoolName[] = ['solo', 'prefork', 'threads', 'async'];

/** Why there is no such pool; undefined = there is. */
export function poolRefusal(system: SystemName, pool: PoolName): PoolRefusal | undefined {
  if (system !== 'bullmq' || BULLMQ_POOLS.includes(pool)) return undefined;
  return { wrong: `BullMQ has no pool ${pool}`, expected: `one of ${BULLMQ_POOLS.join(', ')}` };
}

/** Why slots can't follow the work; undefined = they can. An undefined pool is any. */
export function autoscaleRefusal(system: SystemName, pool: PoolName | undefined): string | undefined {
  if (system === 'bullmq') return 'the slots of a BullMQ worker do not follow the work';
  if (pool === 'solo') return 'a solo pool has one slot';
  if (pool === 'threads' && system === 'celery') return "Celery's threads pool cannot grow or shrink";
  return undefined;
}

/** Why children can't be replaced; undefined = they can. An undefined pool is any. */
export function recyclingRefusal(system: SystemName, pool: PoolName | undefined): string | undefined {
  if (system === 'bullmq') return 'BullMQ does not replace the children of its workers';
  return pool === undefined || pool === 'prefork' ? undefined : `a ${pool} pool has no children to replace`;
}

/** Why tasks can't be stopped in time; undefined = they can. An undefined pool is any. */
export function timeLimitRefusal(system: SystemName, pool: PoolName | undefined): string | undefined {
  if (system === 'bullmq') return 'BullMQ does not limit how long a job runs';
  if (system !== 'celery' || pool === undefined || pool === 'prefork') return undefined;
  return `Celery's ${pool} pool does not stop a task`;
}

/** Tasks reserved per slot, where the system leaves no choice; undefined = as asked. */
export function fixedPrefetch(system: SystemName): number | undefined {
  return system === 'bullmq' ? 1 : undefined;
}
