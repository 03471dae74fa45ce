// How much one metric of one cell changed between two runs: the ratio of the geometric means of the repeats, with
// its interval and the chance of such a change if nothing had changed. Worked out on logarithms, so that a
// doubling and a halving are equally far.

import { permutationTest, type Interval } from '../../stats/index.ts';
import type { GatingMetric } from './gating-metrics.ts';

/** Interval and test use the same level: 95 % and 0.05. */
export const CONFIDENCE = 0.95;
export const ALPHA = 1 - CONFIDENCE;

// Exact up to 8 + 8 repeats (12,870 arrangements); a random 20,000 of them above.
const ARRANGEMENTS = { limit: 20_000, draws: 20_000, seed: 1 } as const;

export interface Effect {
  /** One value a repeat, in the unit of the metric, none below its resolution. */
  readonly base: readonly number[];
  readonly candidate: readonly number[];
  /** Geometric means. */
  readonly baseMean: number;
  readonly candidateMean: number;
  /** ln of the change for the worse: above 0 whenever the candidate is worse, whichever way the metric runs. */
  readonly worsening: number;
  /** Null with too few repeats for one. */
  readonly worseningInterval: Interval | null;
  /** Two-sided, before correction. */
  readonly p: number;
}

/** Null when either side has no value at all. */
export function effect(
  metric: GatingMetric,
  base: readonly number[],
  candidate: readonly number[],
): Effect | null {
  const sign = metric.better === 'lower' ? 1 : -1;
  const resolve = (values: readonly number[]): number[] =>
    values.map((value) => Math.max(value, metric.resolution));
  const resolved = { base: resolve(base), candidate: resolve(candidate) };
  const before = resolved.base.map((value) => sign * Math.log(value));
  const after = resolved.candidate.map((value) => sign * Math.log(value));
  const test = permutationTest(before, after, ARRANGEMENTS);
  if (test.kind === 'too-few') return null;
  const interval = test.interval(CONFIDENCE);
  return {
    ...resolved,
    baseMean: Math.exp(sign * mean(before)),
    candidateMean: Math.exp(sign * mean(after)),
    worsening: test.difference,
    worseningInterval: interval.kind === 'interval' ? interval : null,
    p: test.pTwoSided,
  };
}

/** The floor as two distances on the scale of `worsening`, both above 0; better may be infinite. */
export interface Floor {
  readonly worse: number;
  readonly better: number;
}

export function floorOf(metric: GatingMetric, baseMean: number): Floor {
  const share = Math.max(metric.floorRatio, metric.floorAmount / baseMean);
  const up = Math.log1p(share);
  const down = share < 1 ? -Math.log1p(-share) : Infinity;
  return metric.better === 'lower' ? { worse: up, better: down } : { worse: down, better: up };
}

/** A log ratio for the worse as the change of the metric itself: 0.1 is 10 % more. */
export function changeRatio(metric: GatingMetric, worsening: number): number {
  return Math.expm1(metric.better === 'lower' ? worsening : -worsening);
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
