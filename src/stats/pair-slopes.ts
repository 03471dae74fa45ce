// The slopes of all pairs of points, and the interval that Kendall's rank statistic gives their median (Sen 1968; Gilbert
// 1987, section 16.5): between the M1-th smallest and the (M2 + 1)-th, M1 and M2 being half of the slopes less and plus
// half of what the statistic may wander by chance.

import type { Interval } from './answer.ts';
import { normalQuantile } from './normal.ts';
import type { SortedSamples } from './sorted-samples.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Of points at different x. Quadratic in their number: thin them out above a few thousand. */
export function pairSlopes(points: readonly Point[]): readonly number[] {
  const slopes: number[] = [];
  points.forEach((a, i) => {
    for (let j = i + 1; j < points.length; j++) {
      const b = points[j];
      if (b !== undefined && b.x !== a.x) slopes.push((b.y - a.y) / (b.x - a.x));
    }
  });
  return slopes;
}

/** Variance of Kendall's statistic of so many independent points. */
export function kendallVariance(points: number): number {
  return (points * (points - 1) * (2 * points + 5)) / 18;
}

/** `variance`: of the statistic, over all series together. At least one slope. */
export function slopeInterval(slopes: SortedSamples, variance: number, confidence: number): Interval {
  const spread = normalQuantile(0.5 + confidence / 2) * Math.sqrt(variance);
  const [lowRank, highRank] = kendallRanks(slopes.length, spread);
  const low = slopes[Math.max(0, lowRank)] ?? -Infinity;
  const high = slopes[Math.min(slopes.length - 1, highRank)] ?? Infinity;
  const warnings = [
    ...(low === high ? (['no-spread'] as const) : []),
    ...(lowRank < 0 ? (['few-values'] as const) : []),
  ];
  return { kind: 'interval', low, high, confidence, warnings };
}

/** Counted from 0, as far from the lowest slope as from the highest; below 0 when there are too few slopes. */
function kendallRanks(count: number, spread: number): readonly [number, number] {
  const low = Math.floor((count - spread) / 2) - 1;
  return [low, count - 1 - low];
}
