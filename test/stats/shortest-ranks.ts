// benchstat's way to choose the ranks of an interval, which published reference cases are of. Ours are equal-tailed; what
// both stand on is the binomial law.

import { binomialLaw, type RankInterval } from '../../src/stats/index.ts';

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
