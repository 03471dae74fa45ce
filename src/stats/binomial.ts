// The binomial law as an array: probabilities by their ratios outward from the mode, then scaled to sum to one.
// No factorials, so it stays exact to about 1e-14 for millions of trials.

import { sum } from './moments.ts';

export interface BinomialLaw {
  /** The number of successes that `probabilities[0]` belongs to; what lies outside is below 1e-300. */
  readonly first: number;
  readonly probabilities: readonly number[];
}

/** Successes among `n` trials of chance `p`, 0 < p < 1. */
export function binomialLaw(n: number, p: number): BinomialLaw {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  const above = walk((k) => ((n - k) / (k + 1)) * odds, mode, n, 1);
  const below = walk((k) => k / (n - k + 1) / odds, mode, 0, -1);
  const weights = [...below.reverse(), 1, ...above];
  const total = sum(weights);
  return { first: mode - below.length, probabilities: weights.map((weight) => weight / total) };
}

/** P(K <= k). */
export function binomialCdf(law: BinomialLaw, k: number): number {
  return Math.min(1, sum(law.probabilities.slice(0, Math.max(0, k - law.first + 1))));
}

function walk(ratio: (k: number) => number, from: number, to: number, step: 1 | -1): number[] {
  const weights: number[] = [];
  let weight = 1;
  for (let k = from; k !== to; k += step) {
    weight *= ratio(k);
    if (weight < 1e-300) break;
    weights.push(weight);
  }
  return weights;
}
