// The smallest fleet that meets a goal. Every condition only gets easier with another worker, so: bisection.

import { formatDuration, type PerSecond, type Ratio } from '../../units/index.ts';
import { offeredLoad, predictWait } from '../models/wait.ts';
import { floorFor, holds, predictedFor } from '../slo/evaluate.ts';
import type { Slo } from '../../result/index.ts';
import { queueOf } from './forecast.ts';
import type { WorkerModel } from './forecast.ts';
import type { QueueBasis } from './plan.ts';

export interface SizingGoal {
  readonly ratePerSec: PerSecond;
  readonly slos: readonly Slo[];
  readonly headroomRatio: Ratio;
  readonly basis: QueueBasis;
  /** No fewer than this, for reasons outside the queue (CPU of a machine). */
  readonly atLeast?: number;
}

export type Sizing =
  | { readonly kind: 'sized'; readonly workers: number }
  | { readonly kind: 'out-of-reach'; readonly reason: string };

/** Beyond this many slots no answer is given: the model was checked for thousands, not for millions. */
const MOST_SLOTS = 1_000_000;

/** The smallest whole number of workers with utilization <= 1 - headroom and every SLO predicted to hold. */
export function smallestFleet(worker: WorkerModel, goal: SizingGoal): Sizing {
  const blocked = goal.slos.find((slo) => !holds(slo, floorFor(slo, worker)));
  if (blocked !== undefined) return outOfReach(floorReason(blocked, worker));
  const most = Math.floor(MOST_SLOTS / worker.slotsPerWorker);
  const least = Math.max(goal.atLeast ?? 1, workersFor(worker, goal.ratePerSec, goal.headroomRatio));
  const enough = (workers: number): boolean => keepsSlos(worker, goal, workers);
  if (least > most || !enough(most)) {
    return outOfReach(`it would take more than ${MOST_SLOTS.toLocaleString('en-US')} slots`);
  }
  return { kind: 'sized', workers: smallestWhole(least, most, enough) };
}

/** Workers that keep utilization at or below 1 - headroom; with headroom 0 this is Little's count. */
export function workersFor(worker: WorkerModel, ratePerSec: PerSecond, headroomRatio: Ratio | 0): number {
  const busy = offeredLoad(ratePerSec, worker.serviceMs);
  // A hair of tolerance: 70 busy slots of 100 are 30 % headroom even where 0.7 is not a double.
  return Math.max(1, Math.ceil(busy / (1 - headroomRatio) / worker.slotsPerWorker - 1e-9));
}

function keepsSlos(worker: WorkerModel, goal: SizingGoal, workers: number): boolean {
  if (goal.slos.length === 0) return true;
  const wait = predictWait(queueOf(worker, goal.ratePerSec, workers, goal.basis));
  const times = { wait, service: worker.service, overheadMs: worker.overheadMs };
  return goal.slos.every((slo) => holds(slo, predictedFor(slo, times)));
}

// Doubles from `low` until it holds, then bisects: the answer is usually near the bottom.
function smallestWhole(low: number, high: number, holdsFor: (n: number) => boolean): number {
  let failing = low - 1;
  let passing = low;
  while (!holdsFor(passing)) {
    failing = passing;
    passing = Math.min(high, passing * 2);
  }
  while (passing - failing > 1) {
    const middle = Math.floor((failing + passing) / 2);
    if (holdsFor(middle)) passing = middle;
    else failing = middle;
  }
  return passing;
}

function floorReason(slo: Slo, worker: WorkerModel): string {
  const floor = formatDuration(floorFor(slo, worker));
  const what = slo.metric === 'wait' ? 'dispatching alone takes' : 'the task alone takes';
  return `${slo.text}: ${what} ${floor}, whatever the number of workers`;
}

const outOfReach = (reason: string): Sizing => ({ kind: 'out-of-reach', reason });
