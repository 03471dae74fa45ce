// The slope that outliers do not bend: the median of the slopes of all pairs (Theil 1950), with the interval that
// Kendall's rank statistic gives it. The points must be independent of each other given the line.

import { tooFew, type Interval, type TooFew } from './answer.ts';
import { kendallVariance, pairSlopes, slopeInterval, type Point } from './pair-slopes.ts';
import { median } from './quantile.ts';
import { sortSamples } from './sorted-samples.ts';

export interface Slope {
  readonly kind: 'slope';
  readonly slope: number;
  readonly interval: Interval;
}

/** With fewer points the interval would reach beyond the slopes there are. */
const LEAST_POINTS = 8;

/** The slope and its interval; needs eight points at different x. Quadratic in the number of points. */
export function theilSen(points: readonly Point[], confidence = 0.95): Slope | TooFew {
  const slopes = sortSamples(pairSlopes(points));
  const middle = median(slopes);
  if (points.length < LEAST_POINTS || middle.kind === 'too-few') return tooFew(LEAST_POINTS);
  const interval = slopeInterval(slopes, kendallVariance(points.length), confidence);
  return { kind: 'slope', slope: middle.value, interval };
}
