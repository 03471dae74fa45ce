// Showing that something did not change: an interval inside a margin (two one-sided tests, Schuirmann 1987).

import type { Interval } from './answer.ts';

export type Placement = 'inside' | 'below' | 'above' | 'across';

/** Where an interval lies relative to the margin from `low` to `high`; an interval that crosses an end is across. */
export function placeInMargin(interval: Interval, low: number, high: number): Placement {
  if (interval.low > low && interval.high < high) return 'inside';
  if (interval.high < low) return 'below';
  if (interval.low > high) return 'above';
  return 'across';
}
