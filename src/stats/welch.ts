// The interval for the difference of two means whose values are not paired and may spread differently: Welch's t (1947).

import { tooFew, type Interval, type TooFew } from './answer.ts';
import { moments } from './moments.ts';
import { studentQuantile } from './student-t.ts';

/** Of mean(a) - mean(b); each side needs two values. */
export function welchInterval(
  a: readonly number[],
  b: readonly number[],
  confidence = 0.95,
): Interval | TooFew {
  const [one, other] = [moments(a), moments(b)];
  if (one.kind === 'too-few' || other.kind === 'too-few' || Math.min(one.count, other.count) < 2) {
    return tooFew(2);
  }
  const parts = [one.variance / one.count, other.variance / other.count] as const;
  const variance = parts[0] + parts[1];
  const difference = one.mean - other.mean;
  if (variance === 0) {
    return { kind: 'interval', low: difference, high: difference, confidence, warnings: ['no-spread'] };
  }
  const degrees = variance ** 2 / (parts[0] ** 2 / (one.count - 1) + parts[1] ** 2 / (other.count - 1));
  const half = studentQuantile(0.5 + confidence / 2, degrees) * Math.sqrt(variance);
  return { kind: 'interval', low: difference - half, high: difference + half, confidence, warnings: [] };
}
