// Two groups of repeats, one question: did the mean move, and by how much? The exact permutation test
// (Pitman 1937) and its inversion into an interval for the shift (Tritchler, JASA 79, 1984).
//
// Moving a set B of the first group and an equally large set A of the second to the other side makes the
// second group's sum at least as large as observed, under a shift d, exactly when d >= mean(A) - mean(B).
// So every arrangement is one critical shift; the test counts those on either side of 0 and the interval
// reads them off at both ends. Test and interval therefore never contradict each other.

import {
  testOutcome,
  tooFew,
  type Interval,
  type StatsWarning,
  type TestOutcome,
  type TooFew,
} from './answer.ts';
import { choose, labellings, type LabellingOptions } from './labellings.ts';
import { sum } from './moments.ts';

export interface PermutationOutcome extends TestOutcome {
  /** Mean of the second group minus mean of the first. */
  readonly difference: number;
  /** The interval for that difference at a given confidence, from the same arrangements. */
  interval(confidence: number): Interval | TooFew;
}

/** Compares the means of two groups of independent values; for ratios give logarithms. */
export function permutationTest(
  first: readonly number[],
  second: readonly number[],
  options: LabellingOptions = {},
): PermutationOutcome | TooFew {
  if (first.length === 0 || second.length === 0) return tooFew(1);
  const shifts = criticalShifts(first, second, options);
  const { sorted, unmoved, warnings } = shifts;
  const total = sorted.length + unmoved;
  // Sums that are equal on paper differ by rounding; count them as equal.
  const near = 1e-12 * Math.max(...first.map(Math.abs), ...second.map(Math.abs));
  const up = countBelow(sorted, near) + unmoved;
  const down = sorted.length - countBelow(sorted, -near) + unmoved;
  return {
    ...testOutcome(down / total, up / total, warnings),
    difference: sum(second) / second.length - sum(first) / first.length,
    interval: (confidence) => invert(shifts, confidence, Math.min(first.length, second.length)),
  };
}

/** Repeats on each side without which no two-sided p can be as small as `alpha`: 4 for 0.05, 5 for 0.01. */
export function repeatsNeeded(alpha: number): number {
  let repeats = 1;
  while (2 / choose(2 * repeats, repeats) > alpha) repeats++;
  return repeats;
}

interface CriticalShifts {
  readonly sorted: Float64Array;
  /** Arrangements equal to the observed one; at least 1, the observed one itself. */
  readonly unmoved: number;
  readonly warnings: readonly StatsWarning[];
}

function criticalShifts(
  first: readonly number[],
  second: readonly number[],
  options: LabellingOptions,
): CriticalShifts {
  const values = Float64Array.from([...first, ...second]);
  const observed = sum(second);
  const shifts: number[] = [];
  const arrangements = labellings(first.length, second.length, options);
  // Drawn arrangements are counted with the observed one added, so that p is never 0 (Phipson & Smyth 2010).
  let unmoved = arrangements.exact ? 0 : 1;
  arrangements.forEach((places) => {
    let total = 0;
    let moved = 0;
    for (const place of places) {
      total += values[place] ?? 0;
      if (place < first.length) moved++;
    }
    if (moved === 0) unmoved++;
    else shifts.push((observed - total) / moved);
  });
  const warnings: StatsWarning[] = arrangements.exact ? [] : ['monte-carlo'];
  return { sorted: Float64Array.from(shifts).sort(), unmoved, warnings };
}

function invert(shifts: CriticalShifts, confidence: number, smaller: number): Interval | TooFew {
  const { sorted, unmoved, warnings } = shifts;
  const total = sorted.length + unmoved;
  // How many arrangements either tail may hold, the observed one among them.
  const tail = Math.floor(((1 - confidence) / 2) * total + 1e-9);
  const cut = tail - unmoved;
  const low = cut < 0 ? undefined : sorted[cut];
  const high = cut < 0 ? undefined : sorted[sorted.length - 1 - cut];
  if (low === undefined || high === undefined) {
    return tooFew(Math.max(smaller + 1, repeatsNeeded(1 - confidence)));
  }
  return { kind: 'interval', low, high, confidence: 1 - (2 * tail) / total, warnings };
}

/** How many of the ascending values are at most `limit`. */
function countBelow(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
