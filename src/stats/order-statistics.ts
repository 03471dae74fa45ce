// Intervals for a quantile that assume nothing of the distribution: between two order statistics, whose
// coverage is binomial. Two ways to choose them: shortest (fewest ranks; benchstat's) and equal-tailed.
//
// Convention: ranks count from 1. Rank 0 means no lower end, rank n + 1 no upper end.

import { tooFew, type Interval, type TooFew } from './answer.ts';
import { binomialCdf, binomialLaw } from './binomial.ts';
import type { SortedSamples } from './sorted-samples.ts';

export interface RankInterval {
  readonly lowRank: number;
  readonly highRank: number;
  /** Chance that the interval covers the quantile. */
  readonly confidence: number;
}

/** The fewest ranks that reach `confidence`: grown from the likeliest rank, the likelier side first, ties to the left. */
export function shortestRanks(n: number, p: number, confidence: number): RankInterval {
  const law = binomialLaw(n, p);
  const chance = (k: number): number => law.probabilities[k - law.first] ?? 0;
  // Two ranks can be likeliest alike; take the left one.
  let low = law.first + law.probabilities.indexOf(Math.max(...law.probabilities));
  if (low > 0 && chance(low - 1) >= chance(low) * (1 - 1e-12)) low--;
  let high = low + 1;
  let reached = chance(low);
  while (reached < confidence && (low > 0 || high <= n)) {
    const left = low > 0 ? chance(low - 1) : -1;
    const right = high <= n ? chance(high) : -1;
    if (left >= right * (1 - 1e-12) && left >= 0) low--;
    else high++;
    reached += Math.max(left, right);
  }
  return { lowRank: low, highRank: high, confidence: Math.min(1, reached) };
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

/** The equal-tailed interval of a quantile. The observations must be independent of each other. */
export function quantileInterval(samples: SortedSamples, p: number, confidence = 0.95): Interval | TooFew {
  const needed = observationsNeeded(p, confidence);
  if (samples.length < needed) return tooFew(needed);
  return between(samples, equalTailedRanks(samples.length, p, confidence), needed);
}

/** The shortest interval of the median: what benchstat prints. */
export function medianInterval(samples: SortedSamples, confidence = 0.95): Interval | TooFew {
  const needed = observationsNeeded(0.5, confidence);
  if (samples.length < needed) return tooFew(needed);
  return between(samples, shortestRanks(samples.length, 0.5, confidence), needed);
}

function between(samples: SortedSamples, ranks: RankInterval, needed: number): Interval | TooFew {
  const low = samples[ranks.lowRank - 1];
  const high = samples[ranks.highRank - 1];
  if (low === undefined || high === undefined) return tooFew(Math.max(needed, samples.length + 1));
  return { kind: 'interval', low, high, confidence: ranks.confidence, warnings: [] };
}
