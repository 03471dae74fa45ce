// The slope that outliers do not bend: the median of the slopes of all pairs (Theil 1950, Sen 1968).

import { tooFew, type TooFew } from './answer.ts';
import type { Point } from './least-squares.ts';
import { median, type Estimate } from './quantile.ts';
import { sortSamples } from './sorted-samples.ts';

/** Quadratic in the number of points: thin them out above a few thousand. */
export function theilSenSlope(points: readonly Point[]): Estimate | TooFew {
  const slopes: number[] = [];
  points.forEach((a, i) => {
    for (let j = i + 1; j < points.length; j++) {
      const b = points[j];
      if (b !== undefined && b.x !== a.x) slopes.push((b.y - a.y) / (b.x - a.x));
    }
  });
  return slopes.length === 0 ? tooFew(Math.max(2, points.length + 1)) : median(sortSamples(slopes));
}
