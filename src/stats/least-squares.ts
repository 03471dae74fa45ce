// A straight line through points, with the interval of its slope (Student's t on n - 2 degrees of freedom).

import { tooFew, type Interval, type TooFew } from './answer.ts';
import { sum } from './moments.ts';
import { studentQuantile } from './student-t.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly kind: 'line';
  readonly slope: number;
  readonly intercept: number;
  readonly slopeInterval: Interval;
  /** Share of the variance of y that the line accounts for, 0 to 1; 1 when y does not vary. */
  readonly r2: number;
}

/** Needs three points at two or more different x. */
export function leastSquares(points: readonly Point[], confidence = 0.95): Line | TooFew {
  if (points.length < 3) return tooFew(3);
  const xMean = sum(points.map(({ x }) => x)) / points.length;
  const yMean = sum(points.map(({ y }) => y)) / points.length;
  const xx = sum(points.map(({ x }) => (x - xMean) ** 2));
  if (xx === 0) return tooFew(points.length + 1);
  const slope = sum(points.map(({ x, y }) => (x - xMean) * (y - yMean))) / xx;
  const intercept = yMean - slope * xMean;
  const residual = sum(points.map(({ x, y }) => (y - yMean - slope * (x - xMean)) ** 2));
  const yy = sum(points.map(({ y }) => (y - yMean) ** 2));
  const degrees = points.length - 2;
  const half = studentQuantile(0.5 + confidence / 2, degrees) * Math.sqrt(residual / degrees / xx);
  return {
    kind: 'line',
    slope,
    intercept,
    slopeInterval: {
      kind: 'interval',
      low: slope - half,
      high: slope + half,
      confidence,
      warnings: residual === 0 ? ['no-spread'] : [],
    },
    r2: yy === 0 ? 1 : Math.max(0, 1 - residual / yy),
  };
}
