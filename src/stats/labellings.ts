// The ways to deal n + m values into a group of n and a group of m: all of them while they are few enough,
// a seeded random choice of them above that.

import { random } from './random/random.ts';

export interface LabellingOptions {
  /** Up to this many arrangements are enumerated; default 200,000 (10 + 10 values). */
  readonly limit?: number;
  /** Arrangements drawn above the limit; default 20,000. */
  readonly draws?: number;
  /** Seed of the draws; default 1. */
  readonly seed?: number;
}

export interface Labellings {
  readonly exact: boolean;
  /** Calls back with the places (0-based, of n + m) of the second group; the array is reused. */
  forEach(visit: (second: Int32Array) => void): void;
}

/** n choose k, exact up to 2^53. */
export function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) result = (result * (n - i + 1)) / i;
  return Math.round(result);
}

export function labellings(n: number, m: number, options: LabellingOptions = {}): Labellings {
  const exact = choose(n + m, m) <= (options.limit ?? 200_000);
  return {
    exact,
    forEach: (visit) => {
      if (exact) enumerate(n + m, m, visit);
      else draw(n + m, m, options.draws ?? 20_000, options.seed ?? 1, visit);
    },
  };
}

// All subsets of size m in lexicographic order.
function enumerate(total: number, m: number, visit: (second: Int32Array) => void): void {
  const places = Int32Array.from({ length: m }, (_, i) => i);
  for (;;) {
    visit(places);
    let i = m - 1;
    while (i >= 0 && (places[i] ?? 0) === total - m + i) i--;
    if (i < 0) return;
    let value = (places[i] ?? 0) + 1;
    for (; i < m; i++) places[i] = value++;
  }
}

// The first m places of a partial Fisher-Yates shuffle, again and again.
function draw(
  total: number,
  m: number,
  draws: number,
  seed: number,
  visit: (second: Int32Array) => void,
): void {
  const source = random(seed);
  const places = Int32Array.from({ length: total }, (_, i) => i);
  for (let round = 0; round < draws; round++) {
    for (let i = 0; i < m; i++) {
      const j = i + source.index(total - i);
      const held = places[i] ?? 0;
      places[i] = places[j] ?? 0;
      places[j] = held;
    }
    visit(places.subarray(0, m));
  }
}
