// Intervals for a quantile that assume nothing of the distribution: between two order statistics, whose coverage is
// binomial, with at most half of the error on each side.
//
// Convention: ranks count from 1. Rank 0 means no lower end, rank n + 1 no upper end.

import { binomialCdf, binomialLaw } from './binomial.ts';

export interface RankInterval {
  readonly lowRank: number;
  readonly highRank: number;
  /** Chance that the interval covers the quantile. */
  readonly confidence: number;
}

/** Largest low rank and smallest high rank with at most half of the error on each side. */
export function equalTailedRanks(n: number, p: number, confidence: number): RankInterval {
  const law = binomialLaw(n, p);
  const tail = (1 - confidence) / 2;
  let lowRank = law.first;
  let below = 0;
  for (const chance of law.probabilities) {
    if (below + chance > tail) break;
    below += chance;
    lowRank++;
  }
  let highRank = law.first + law.probabilities.length;
  let above = 0;
  for (const chance of law.probabilities.toReversed()) {
    if (above + chance > tail) break;
    above += chance;
    highRank--;
  }
  return {
    lowRank,
    highRank,
    confidence: binomialCdf(law, highRank - 1) - binomialCdf(law, lowRank - 1),
  };
}

/**
 * Observations without which a two-sided interval for the quantile has an infinite end: both tails must be
 * able to hold half of the error. 36 for p90, 368 for p99, 3,688 for p99.9 at 95 %.
 */
export function observationsNeeded(p: number, confidence = 0.95): number {
  const tail = (1 - confidence) / 2;
  return Math.ceil(Math.log(tail) / Math.log(Math.max(p, 1 - p)) - 1e-9);
}
