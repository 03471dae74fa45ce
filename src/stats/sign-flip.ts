// The exact test for pairs: under the null each difference is as likely with the other sign (Fisher 1935).
// All 2^n sign patterns up to 20 pairs, a seeded random choice above.

import { testOutcome, tooFew, type TestOutcome, type TooFew } from './answer.ts';
import { sum } from './moments.ts';
import { random } from './random/random.ts';

const EXACT_PAIRS = 20;

export interface SignFlipOptions {
  /** Patterns drawn above 20 pairs; default 20,000. */
  readonly draws?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** Tests that the mean of paired differences (log ratios for ratios) is 0. */
export function signFlipTest(
  differences: readonly number[],
  options: SignFlipOptions = {},
): TestOutcome | TooFew {
  if (differences.length === 0) return tooFew(1);
  const observed = sum(differences);
  const near = 1e-12 * sum(differences.map(Math.abs));
  const exact = differences.length <= EXACT_PAIRS;
  const tails = { low: exact ? 0 : 1, high: exact ? 0 : 1, total: exact ? 0 : 1 };
  const visit = (flipped: number): void => {
    tails.total++;
    if (flipped <= observed + near) tails.low++;
    if (flipped >= observed - near) tails.high++;
  };
  if (exact) enumerate(differences, observed, visit);
  else draw(differences, options.draws ?? 20_000, options.seed ?? 1, visit);
  return testOutcome(tails.low / tails.total, tails.high / tails.total, exact ? [] : ['monte-carlo']);
}

/** Pairs without which no two-sided p can be as small as `alpha`: 6 for 0.05, 8 for 0.01, 11 for 0.001. */
export function pairsNeeded(alpha: number): number {
  return Math.ceil(1 - Math.log2(alpha) - 1e-12);
}

// A Gray code changes one sign a step; the sum follows by one addition.
function enumerate(differences: readonly number[], observed: number, visit: (sum: number) => void): void {
  const signs = differences.map(() => 1);
  let flipped = observed;
  visit(flipped);
  for (let step = 1; step < 2 ** differences.length; step++) {
    const place = 31 - Math.clz32(step & -step);
    const sign = signs[place] ?? 1;
    flipped -= 2 * sign * (differences[place] ?? 0);
    signs[place] = -sign;
    visit(flipped);
  }
}

function draw(
  differences: readonly number[],
  draws: number,
  seed: number,
  visit: (sum: number) => void,
): void {
  const source = random(seed);
  for (let round = 0; round < draws; round++) {
    visit(differences.reduce((total, one) => total + (source.next() < 0.5 ? one : -one), 0));
  }
}
