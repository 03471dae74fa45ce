// Showing that something did not change: an interval inside a margin (two one-sided tests, Schuirmann 1987),
// and how many pairs that takes.

import type { Interval } from './answer.ts';
import { normalCdf } from './normal.ts';
import { logGamma } from './special/log-gamma.ts';
import { studentQuantile } from './student-t.ts';

export type Placement = 'inside' | 'below' | 'above' | 'across';

/** Where an interval lies relative to the margin from `low` to `high`; an interval that crosses an end is across. */
export function placeInMargin(interval: Interval, low: number, high: number): Placement {
  if (interval.low > low && interval.high < high) return 'inside';
  if (interval.high < low) return 'below';
  if (interval.low > high) return 'above';
  return 'across';
}

/** The least pairs that show equivalence with the given power when there is no difference at all. */
export function equivalencePairs(marginInSds: number, alpha = 0.05, power = 0.9): number {
  let pairs = 2;
  while (equivalencePower(pairs, marginInSds, alpha) < power) pairs++;
  return pairs;
}

/** Chance that both one-sided t tests reject, the true difference being 0. */
export function equivalencePower(pairs: number, marginInSds: number, alpha: number): number {
  const degrees = pairs - 1;
  const t = studentQuantile(1 - alpha, degrees);
  const root = Math.sqrt(pairs);
  // Given the sample SD s, the mean must lie within margin - t s / sqrt(n): integrate over the law of s.
  const largest = (marginInSds * root) / t;
  const atSd = (s: number): number => (2 * normalCdf(root * marginInSds - t * s) - 1) * sdDensity(s, degrees);
  return simpson(atSd, 0, Math.min(largest, 1 + 12 / Math.sqrt(degrees)));
}

// The density of the sample SD when the true one is 1: degrees * s^2 is chi-squared.
function sdDensity(s: number, degrees: number): number {
  if (s <= 0) return 0;
  const half = degrees / 2;
  const log = Math.LN2 + half * Math.log(half) - logGamma(half) + (degrees - 1) * Math.log(s) - half * s * s;
  return Math.exp(log);
}

function simpson(f: (x: number) => number, from: number, to: number): number {
  const steps = 400;
  const width = (to - from) / steps;
  let total = f(from) + f(to);
  for (let i = 1; i < steps; i++) total += f(from + i * width) * (i % 2 === 1 ? 4 : 2);
  return (total * width) / 3;
}
