// The bootstrap without luck: every distinct resample of a small sample with its multinomial chance. What resampling by
// chance must come near to, and what published figures are of.

import { logGamma, type Statistic } from '../../src/stats/index.ts';

interface IdealBootstrap {
  readonly mean: number;
  readonly standardError: number;
  /** Each value the statistic can take, ascending, with its chance. */
  readonly distribution: readonly { readonly value: number; readonly chance: number }[];
}

/** Up to 10 values: 92,378 distinct resamples. */
export function idealBootstrap(values: readonly number[], statistic: Statistic): IdealBootstrap {
  const n = values.length;
  const chances = new Map<number, number>();
  const logAll = logGamma(n + 1) - n * Math.log(n);
  visitCounts(n, (counts) => {
    const chance = Math.exp(counts.reduce((log, count) => log - logGamma(count + 1), logAll));
    const value = statistic(
      values.flatMap((one, i) => Array.from<number>({ length: counts[i] ?? 0 }).fill(one)),
    );
    chances.set(value, (chances.get(value) ?? 0) + chance);
  });
  return summarise(chances);
}

// How often each of n values is drawn: all compositions of n into n parts.
function visitCounts(n: number, visit: (counts: readonly number[]) => void): void {
  const counts = Array.from<number>({ length: n }).fill(0);
  const place = (index: number, left: number): void => {
    if (index === n - 1) {
      counts[index] = left;
      visit(counts);
      return;
    }
    for (let count = 0; count <= left; count++) {
      counts[index] = count;
      place(index + 1, left - count);
    }
  };
  place(0, n);
}

function summarise(chances: ReadonlyMap<number, number>): IdealBootstrap {
  const distribution = [...chances]
    .map(([value, chance]) => ({ value, chance }))
    .toSorted((a, b) => a.value - b.value);
  const mean = distribution.reduce((total, { value, chance }) => total + value * chance, 0);
  const variance = distribution.reduce((total, { value, chance }) => total + (value - mean) ** 2 * chance, 0);
  return { mean, standardError: Math.sqrt(variance), distribution };
}
