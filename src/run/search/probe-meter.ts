// Watches one probe: what its tasks contribute to the goal, in batches of time, so that an interval can be given that
// allows for neighbours being alike. Says as early as the data allow whether the rate keeps the goal.

import { LatencyHistogram } from '../../measure/index.ts';
import { sum, tInterval } from '../../stats/index.ts';
import type { Goal } from './goal.ts';

const BATCHES = 20;
/** The fleet was idle before: what is due in the first tenth meets empty queues. */
const SKIPPED_BATCHES = 2;
const LEAST_BATCHES = 6;
/** To stop early one must be surer than to decide at the end: one looks many times. */
const EARLY_CONFIDENCE = 0.999;
const END_CONFIDENCE = 0.95;

/** Chance left to luck, and how many neighbours are taken as one: they wait in the same queue. */
const LUCK = 0.01;
const ALIKE = 4;

export interface MeterReading {
  readonly tasks: number;
  /** null without a task. */
  readonly mean: number | null;
  /** Its interval; null where too few batches had tasks to give one. */
  readonly low: number | null;
  readonly high: number | null;
}

export class ProbeMeter {
  readonly #goal: Goal;
  readonly #startNs: number;
  readonly #batchNs: number;
  readonly #sums: number[] = Array.from({ length: BATCHES }, () => 0);
  readonly #counts: number[] = Array.from({ length: BATCHES }, () => 0);
  readonly #latency: LatencyHistogram = LatencyHistogram.create();

  constructor(goal: Goal, startNs: number, endNs: number) {
    this.#goal = goal;
    this.#startNs = startNs;
    this.#batchNs = (endNs - startNs) / BATCHES;
  }

  /** Tasks due outside the probe do not count. */
  task(intendedNs: number, startedNs: number, finishedNs: number): void {
    const batch = Math.floor((intendedNs - this.#startNs) / this.#batchNs);
    if (batch < SKIPPED_BATCHES || batch >= BATCHES) return;
    const value = this.#goal.valueOf(intendedNs, startedNs, finishedNs);
    this.#sums[batch] = (this.#sums[batch] ?? 0) + value;
    this.#counts[batch] = (this.#counts[batch] ?? 0) + 1;
    const { metric } = this.#goal.slo;
    this.#latency.recordNs((metric === 'wait' ? startedNs : finishedNs) - intendedNs);
  }

  /** The figure that the goal limits, as seen so far; null before the first task. */
  get measuredMs(): number | null {
    if (this.#latency.count === 0) return null;
    const { of } = this.#goal.slo;
    return of.aggregate === 'mean' ? this.#latency.figures.meanMs : this.#latency.quantileMs(of.p);
  }

  /** Everything booked, with its 95 % interval. */
  reading(): MeterReading {
    return this.#read(BATCHES, END_CONFIDENCE);
  }

  /**
   * Whether the rate is clearly within the goal (true) or beyond it (false) by what was due until now; undefined while
   * it is not clear. `backlog`: tasks that wait; `ratePerSec`: what is offered.
   */
  early(nowNs: number, backlog: number, ratePerSec: number): boolean | undefined {
    // A task counts once it has had the time that the goal allows.
    const settledNs = nowNs - this.#goal.slo.limitMs * 1e6;
    const whole = Math.min(BATCHES, Math.floor((settledNs - this.#startNs) / this.#batchNs));
    if (whole - SKIPPED_BATCHES < LEAST_BATCHES) return undefined;
    const { tasks, low, high } = this.#read(whole, EARLY_CONFIDENCE);
    const { target, leastTasks, slo } = this.#goal;
    if (tasks < leastTasks || low === null || high === null) return undefined;
    if (low > target) return false;
    // By Little's law a queue longer than rate x limit waits longer than the limit.
    const short = backlog < (ratePerSec * slo.limitMs) / 1000;
    return high < target && short ? true : undefined;
  }

  // Batches that all kept the goal show no spread, but that many tasks could have been lucky: with a share at the target
  // a run of n independent tasks without a miss has the chance (1 - target)^n.
  #leastHigh(tasks: number): number {
    if (this.#goal.slo.of.aggregate === 'mean') return 0;
    return 1 - LUCK ** (ALIKE / tasks);
  }

  #read(batches: number, confidence: number): MeterReading {
    const used = Array.from(
      { length: batches - SKIPPED_BATCHES },
      (_, index) => index + SKIPPED_BATCHES,
    ).filter((batch) => (this.#counts[batch] ?? 0) > 0);
    const tasks = sum(used.map((batch) => this.#counts[batch] ?? 0));
    const mean = tasks === 0 ? null : sum(used.map((batch) => this.#sums[batch] ?? 0)) / tasks;
    const interval = tInterval(
      used.map((batch) => (this.#sums[batch] ?? 0) / (this.#counts[batch] ?? 1)),
      confidence,
    );
    if (interval.kind === 'too-few') return { tasks, mean, low: null, high: null };
    return {
      tasks,
      mean,
      low: Math.max(0, interval.low),
      high: Math.max(interval.high, this.#leastHigh(tasks)),
    };
  }
}
