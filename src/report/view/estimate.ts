// A figure over the repeats of a cell: the mean and how far it can be trusted.

import { tInterval } from '../../stats/index.ts';

export interface Estimate {
  readonly mean: number;
  /** Ends of the 95 % interval of the mean (Student's t over repeats); both null with fewer than two repeats. */
  readonly low: number | null;
  readonly high: number | null;
  readonly repeats: number;
}

/** Mean and interval of one or more figures, one a repeat. */
export function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const interval = tInterval(values);
  const repeats = values.length;
  if (interval.kind === 'too-few') return { mean, low: null, high: null, repeats };
  // A rate is never below zero, however wide two repeats make the interval.
  return { mean, low: Math.max(0, interval.low), high: interval.high, repeats };
}
