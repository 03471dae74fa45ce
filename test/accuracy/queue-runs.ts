// What a run of a given length would show of a queue in theory: many runs of n tasks with Poisson arrivals on c slots,
// simulated task by task, each after its way to the fleet. Waits of neighbours are alike, so no formula for independent
// samples would do.

import { random, type Random } from '../../src/stats/index.ts';
import type { Law, TravelMs } from './travel.ts';

export interface TheoryQueue {
  readonly slots: number;
  readonly ratePerSec: number;
  readonly serviceMs: number;
  readonly law: Law;
  /** What a task takes on its way, before it is in the queue: one of these. */
  readonly waysMs: TravelMs;
}

/** Over the runs. */
export interface RunRange {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const RUNS = 200;
/** Tasks before a simulated run begins, as a share of it: it must not begin empty where the real one was cut. */
const WARM_SHARE = 0.2;

/** The middle `confidence` of mean and p95 of the wait (ms) over runs of `tasks` tasks. */
export function rangeOfRuns(
  queue: TheoryQueue,
  tasks: number,
  confidence: number,
): { readonly mean: RunRange; readonly p95: RunRange } {
  const source = random(20);
  const runs = Array.from({ length: RUNS }, () => waitsOfRun(queue, tasks, source));
  const middle = (values: readonly number[]): RunRange => {
    const sorted = values.toSorted((a, b) => a - b);
    const tail = Math.floor(((1 - confidence) / 2) * RUNS);
    return {
      median: sorted[RUNS / 2] ?? 0,
      low: sorted[tail] ?? 0,
      high: sorted[RUNS - 1 - tail] ?? Infinity,
    };
  };
  return {
    mean: middle(runs.map((waits) => waits.reduce((sum, wait) => sum + wait, 0) / waits.length)),
    p95: middle(runs.map((waits) => waits.toSorted()[Math.ceil(0.95 * waits.length) - 1] ?? 0)),
  };
}

function waitsOfRun(
  { slots, ratePerSec, serviceMs, law, waysMs }: TheoryQueue,
  tasks: number,
  source: Random,
): Float64Array {
  const free = new Float64Array(slots);
  const warm = Math.ceil(WARM_SHARE * tasks);
  const waits = new Float64Array(tasks);
  let dueMs = 0;
  for (let task = -warm; task < tasks; task++) {
    dueMs += (1000 / ratePerSec) * source.exponential();
    let first = 0;
    for (let slot = 1; slot < slots; slot++) if ((free[slot] ?? 0) < (free[first] ?? 0)) first = slot;
    const startMs = Math.max(dueMs, free[first] ?? 0);
    free[first] = startMs + (law === 'fixed' ? serviceMs : serviceMs * source.exponential());
    if (task >= 0) waits[task] = startMs - dueMs + (waysMs[source.index(waysMs.length)] ?? 0);
  }
  return waits;
}
