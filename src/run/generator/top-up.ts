// Sends a number of tasks at once, as both closed loops do.

import { monotonicNs } from '../../measure/index.ts';
import type { TaskPlan } from '../../workload/index.ts';
import type { GeneratorShare } from './messages.ts';
import type { Sending } from './sending.ts';

const MAX_BATCH = 2000;

/** Resolves when the broker has them. A task of a closed loop is intended for when it is sent. */
export async function topUp(sending: Sending, plan: TaskPlan, missing: number): Promise<void> {
  for (let left = missing; left > 0; left -= MAX_BATCH) {
    const nowNs = monotonicNs();
    for (let i = Math.min(left, MAX_BATCH); i > 0; i--) sending.add(plan.next(nowNs, nowNs));
    await sending.flush();
  }
  await sending.settle();
}

/** Splits what is missing among generators: together they send all of it when they look at the same time. */
export function partOf({ index, of }: GeneratorShare): (missing: number) => number {
  return (missing) => Math.floor((missing + of - 1 - index) / of);
}
