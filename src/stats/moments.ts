// Sum, mean and spread without losing digits: compensated sums (Neumaier 1974), two passes for the variance.

import { tooFew, type TooFew } from './answer.ts';

export interface Moments {
  readonly kind: 'moments';
  readonly count: number;
  readonly mean: number;
  /** Unbiased (divisor n - 1); 0 for a single value. */
  readonly variance: number;
  /** Square root of the variance. */
  readonly sd: number;
}

/** Exact to a few units in the last place whatever the order and the sizes. The empty sum is 0. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

export function moments(values: readonly number[] | Float64Array): Moments | TooFew {
  const count = values.length;
  if (count === 0) return tooFew(1);
  const mean = sum(values) / count;
  const variance = count === 1 ? 0 : squaredDeviations(values, mean) / (count - 1);
  return { kind: 'moments', count, mean, variance, sd: Math.sqrt(variance) };
}

/** Sum of squares about the mean; the second term takes out what rounding of the mean left. */
export function squaredDeviations(values: readonly number[] | Float64Array, mean: number): number {
  let squares = 0;
  let drift = 0;
  for (const value of values) {
    squares += (value - mean) ** 2;
    drift += value - mean;
  }
  return Math.max(0, squares - drift ** 2 / values.length);
}
