// Student's t law: probabilities and quantiles for any number of degrees of freedom above 0.

import { incompleteBeta } from './special/incomplete-beta.ts';

/** P(T <= t). */
export function studentCdf(t: number, degrees: number): number {
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0;
  const tail = 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/** The t with P(T <= t) = p, for 0 < p < 1; infinite at the ends. */
export function studentQuantile(p: number, degrees: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentQuantile(1 - p, degrees);
  let low = -1;
  while (studentCdf(low, degrees) > p) low *= 2;
  let high = 0;
  // Halving is slow but cannot fail; 200 halvings are beyond the last digit of any bracket.
  for (let step = 0; step < 200 && high - low > 1e-15 * Math.abs(low); step++) {
    const middle = (low + high) / 2;
    if (studentCdf(middle, degrees) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
