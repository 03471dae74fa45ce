// The wait in one queue before c equal slots with Poisson arrivals and any service law, from two moments (M/G/c).
// Mean: Kimura's 1994 interpolation between M/M/c and M/D/c, exact at both. P(wait): Erlang C. Tail: see conditionalWait.

import { ms, ratio } from '../../units/index.ts';
import type { Milliseconds, PerSecond, Ratio } from '../../units/index.ts';
import { erlangC } from './erlang.ts';
import { constantToExponentialRatio } from './m-d-c.ts';
import {
  branchesExceed,
  branchesQuantile,
  exponentialBranches,
  hyperexponentialBranches,
} from './mixture.ts';
import type { Branch } from './mixture.ts';

/** What the model needs to know of a queue. */
export interface QueueModel {
  /** Mean arrivals a second, 0 or more; the model takes them as Poisson. */
  readonly ratePerSec: PerSecond;
  /** Slots that serve the one queue, at least 1. */
  readonly slots: number;
  /** Mean time a slot is held by one task, above 0. */
  readonly serviceMs: Milliseconds;
  /** Squared coefficient of variation of that time: 0 constant, 1 exponential. */
  readonly serviceScv: number;
}

/** The law of the wait: 0 with probability 1 - waitProbability, else a mixture of exponentials. */
export interface WaitLaw {
  /** False when the load is at or above the slots: the backlog grows, every figure is infinite. */
  readonly stable: boolean;
  readonly utilizationRatio: Ratio;
  readonly waitProbability: number;
  readonly meanMs: Milliseconds;
  /** Of those who wait. */
  readonly branches: readonly Branch[];
}

/** Mean tasks in service at once, or CPUs busy with them, by Little's law: rate x the time one task takes. */
export function offeredLoad(ratePerSec: PerSecond, eachMs: number): number {
  return (ratePerSec * eachMs) / 1000;
}

/** Predicts the wait of a queue. Falls with every added slot. */
export function predictWait(queue: QueueModel): WaitLaw {
  const load = offeredLoad(queue.ratePerSec, queue.serviceMs);
  const utilizationRatio = ratio(load / queue.slots);
  if (load >= queue.slots) {
    const branches = exponentialBranches(Infinity);
    return { stable: false, utilizationRatio, waitProbability: 1, meanMs: ms(Infinity), branches };
  }
  const waitProbability = erlangC(queue.slots, load);
  const meanMs = ms(meanWait(queue, load, waitProbability));
  const given = waitProbability > 0 ? meanMs / waitProbability : 0;
  const branches = conditionalWait(given, utilizationRatio, queue.serviceScv);
  return { stable: true, utilizationRatio, waitProbability, meanMs, branches };
}

/** P(wait > t). */
export function waitExceeds(law: WaitLaw, t: number): number {
  if (!law.stable || t < 0) return 1;
  return law.waitProbability * branchesExceed(law.branches, t);
}

/** The wait that the share `p` (0 to 1) of tasks stays at or below. */
export function waitPercentile(law: WaitLaw, p: number): Milliseconds {
  if (!law.stable) return ms(Infinity);
  const longer = 1 - p;
  if (law.waitProbability <= longer) return ms(0);
  return ms(branchesQuantile(law.branches, longer / law.waitProbability));
}

// Kimura (1994): (1+s) / (2 s/W_M + (1-s)/W_D) with s the service's scv, written by the ratio r = W_D/W_M, which stays
// in [1/2, 1) however small the waits are: the denominator cannot vanish.
function meanWait(queue: QueueModel, load: number, waitProbability: number): number {
  const scv = queue.serviceScv;
  const exponential = (waitProbability * queue.serviceMs) / (queue.slots - load);
  if (scv === 1 || exponential === 0) return exponential;
  const r = constantToExponentialRatio(queue.slots, load, waitProbability);
  return (exponential * (1 + scv)) / (2 * scv + (1 - scv) / r);
}

// Among those who wait, the wait is near exponential. For service more variable than exponential Whitt's (1993)
// third-moment estimate of its scv is above 1 and mends most of the tail's shortfall with few servers; below it would
// shorten the tail of constant service by 5 % too much, so there the plain exponential (1 % long) stays.
function conditionalWait(meanMs: number, utilization: number, scv: number): readonly Branch[] {
  if (scv <= 1) return exponentialBranches(meanMs);
  const d3 = 3 * scv * (1 + scv);
  const waitScv = 2 * utilization - 1 + (4 * (1 - utilization) * d3) / (3 * (scv + 1) ** 2);
  return hyperexponentialBranches(meanMs, waitScv);
}
