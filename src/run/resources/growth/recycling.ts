// From a leak to the limits that keep it in bounds: after how many tasks, or at which memory, a process is to be
// replaced so that all slots together stay within the memory there is.
//
//   budget of a slot = (memory x (1 - margin) - processes that run no tasks) / slots of the fleet
//   tasks            = (budget x slots in the process - memory before the first task) / upper end of the slope
//   memory           = budget + pages shared with others, which resident memory counts too
//
// The upper end of the slope's interval, because a limit that is too high is the one that hurts. A thread has its
// share of its process: tasks divided by the threads.

import type { MemoryGrowth, Recycle } from '../../../result/index.ts';

const MARGIN_RATIO = 0.2;

/** Memory that the fleet may use. */
export interface MemoryBudget {
  readonly bytes: number;
  readonly of: Recycle['budgetOf'];
}

export interface RecyclingFacts {
  readonly growth: Pick<MemoryGrowth, 'verdict' | 'highBytes' | 'baseBytes'>;
  readonly budget: MemoryBudget;
  /** Of the whole fleet. */
  readonly slots: number;
  /** Memory of the fleet's processes that run no tasks. */
  readonly idleProcessesBytes: number;
  readonly pool: string;
  /** Of one worker of the group. */
  readonly workerSlots: number;
  /** Resident memory that a process of the group shares with others. */
  readonly sharedBytes: number;
}

/** null unless it leaks. */
export function recycling(facts: RecyclingFacts): Recycle | null {
  const { growth, budget, slots, idleProcessesBytes } = facts;
  const { highBytes, baseBytes } = growth;
  if (growth.verdict !== 'leaks' || highBytes === null || baseBytes === null) return null;
  const usableBytes = budget.bytes * (1 - MARGIN_RATIO) - idleProcessesBytes;
  const budgetPerSlotBytes = Math.max(0, usableBytes / slots);
  const unit = unitOf(facts.pool);
  const slotsInProcess = unit === 'child' ? 1 : facts.workerSlots;
  const processTasks = (budgetPerSlotBytes * slotsInProcess - baseBytes) / highBytes;
  const tasks = Math.floor(unit === 'thread' ? processTasks / slotsInProcess : processTasks);
  return {
    unit,
    budgetPerSlotBytes,
    budgetOf: budget.of,
    marginRatio: MARGIN_RATIO,
    maxTasks: tasks >= 1 ? tasks : null,
    maxMemoryBytes: unit === 'child' && tasks >= 1 ? budgetPerSlotBytes + facts.sharedBytes : null,
  };
}

/** What of a worker with this pool can be replaced. */
function unitOf(pool: string): Recycle['unit'] {
  if (pool === 'prefork') return 'child';
  return pool === 'threads' ? 'thread' : 'worker';
}
