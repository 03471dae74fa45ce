// What the answers of this room look like: a figure with its interval, or the refusal that says how much data
// would be needed. Nothing here is ever NaN for want of data.

/** The closed list of what a reader of a statistic should know about it. */
export type StatsWarning =
  /** Not every arrangement was tried; a seeded random share of them was. */
  | 'monte-carlo'
  /** A normal approximation replaced the exact distribution. */
  | 'approximate'
  /** Every value is the same: the spread seen is zero, the true one need not be. */
  | 'no-spread'
  /** So few values that the interval covers less often than it says. */
  | 'few-values';

export interface Interval {
  readonly kind: 'interval';
  readonly low: number;
  readonly high: number;
  /** The coverage really reached, 0 to 1; at least what was asked for. */
  readonly confidence: number;
  readonly warnings: readonly StatsWarning[];
}

/** The question needs more data than there is. */
export interface TooFew {
  readonly kind: 'too-few';
  /** How many values (per side, where there are two) would do. */
  readonly needed: number;
}

export interface TestOutcome {
  readonly kind: 'test';
  /** Chance of data at least this far in the low direction if nothing differs; 0 < p <= 1. */
  readonly pLess: number;
  /** The same in the high direction. */
  readonly pGreater: number;
  /** Twice the smaller of the two, at most 1. */
  readonly pTwoSided: number;
  readonly warnings: readonly StatsWarning[];
}

export const tooFew = (needed: number): TooFew => ({ kind: 'too-few', needed });

export function testOutcome(
  pLess: number,
  pGreater: number,
  warnings: readonly StatsWarning[] = [],
): TestOutcome {
  return { kind: 'test', pLess, pGreater, pTwoSided: Math.min(1, 2 * Math.min(pLess, pGreater)), warnings };
}
