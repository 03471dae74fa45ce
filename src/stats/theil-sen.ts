// The slope that outliers do not bend: the median of the slopes of all pairs (Theil 1950), with the interval that
// Kendall's rank statistic gives it (Sen 1968). The points must be independent of each other given the line.

import { tooFew, type Interval, type TooFew } from './answer.ts';
import type { Point } from './least-squares.ts';
import { normalQuantile } from './normal.ts';
import { median, type Estimate } from './quantile.ts';
import { sortSamples, type SortedSamples } from './sorted-samples.ts';

export interface Slope {
  readonly kind: 'slope';
  readonly slope: number;
  readonly interval: Interval;
}

/** Quadratic in the number of points: thin them out above a few thousand. */
export function theilSenSlope(points: readonly Point[]): Estimate | TooFew {
  const slopes = slopesOf(points);
  return slopes.length === 0 ? tooFew(Math.max(2, points.length + 1)) : median(slopes);
}

/** With fewer points the interval would reach beyond the slopes there are. */
const LEAST_POINTS = 8;

/** The slope and its interval; needs eight points at different x. */
export function theilSen(points: readonly Point[], confidence = 0.95): Slope | TooFew {
  const slopes = slopesOf(points);
  const middle = theilSenSlope(points);
  if (points.length < LEAST_POINTS || middle.kind === 'too-few') return tooFew(LEAST_POINTS);
  const n = points.length;
  const spread = normalQuantile(0.5 + confidence / 2) * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const low = slopes[Math.max(0, Math.floor((slopes.length - spread) / 2))] ?? middle.value;
  const high = slopes[Math.min(slopes.length - 1, Math.ceil((slopes.length + spread) / 2))] ?? middle.value;
  const warnings = low === high ? (['no-spread'] as const) : [];
  return {
    kind: 'slope',
    slope: middle.value,
    interval: { kind: 'interval', low, high, confidence, warnings },
  };
}

function slopesOf(points: readonly Point[]): SortedSamples {
  const slopes: number[] = [];
  points.forEach((a, i) => {
    for (let j = i + 1; j < points.length; j++) {
      const b = points[j];
      if (b !== undefined && b.x !== a.x) slopes.push((b.y - a.y) / (b.x - a.x));
    }
  });
  return sortSamples(slopes);
}
