// BullMQ's queues as the load and the fleet see them: counted, and gone without a trace.

import type { Queue } from 'bullmq';

/** Jobs of a queue at one instant. */
export interface JobCounts {
  readonly waiting: number;
  /** Taken by a worker and not settled. */
  readonly active: number;
}

/** States of a job that no worker has taken. */
const WAITING = ['wait', 'prioritized', 'delayed'] as const;

export async function countJobs(queue: Queue): Promise<JobCounts> {
  const counts = await queue.getJobCounts('active', ...WAITING);
  return {
    waiting: WAITING.reduce((sum, state) => sum + (counts[state] ?? 0), 0),
    active: counts['active'] ?? 0,
  };
}

/** Deletes the jobs that no worker has taken; answers how many there were, exactly, whoever takes some meanwhile. */
export async function deleteWaiting(queue: Queue): Promise<number> {
  let deleted = 0;
  for (const state of WAITING) deleted += (await queue.clean(0, Number.POSITIVE_INFINITY, state)).length;
  return deleted;
}

/** Deletes what BullMQ keeps for a queue besides its jobs, unless it has some. */
export async function forgetIfEmpty(queue: Queue): Promise<void> {
  const { waiting, active } = await countJobs(queue);
  if (waiting + active === 0) await queue.obliterate();
}
