// Mann-Whitney U: do values of one group tend to be larger than those of the other? Exact with ties
// (mid-ranks, every arrangement counted) up to 100 values, the normal law with tie and continuity correction above.

import { testOutcome, tooFew, type TestOutcome, type TooFew } from './answer.ts';
import { choose } from './labellings.ts';
import { normalCdf } from './normal.ts';

export interface MannWhitneyOutcome extends TestOutcome {
  /** Pairs in which the first group's value is the larger; ties count one half. */
  readonly u: number;
}

const EXACT_VALUES = 100;

export function mannWhitney(
  first: readonly number[],
  second: readonly number[],
): MannWhitneyOutcome | TooFew {
  if (first.length === 0 || second.length === 0) return tooFew(1);
  const groups = tieGroups(first, second);
  // Twice the mid-ranks are whole numbers, so the sums can index an array.
  const rankSum = groups.reduce((total, group) => total + group.ofFirst * group.doubledRank, 0);
  const u = (rankSum - first.length * (first.length + 1)) / 2;
  const outcome =
    first.length + second.length <= EXACT_VALUES
      ? exactTails(groups, first.length, rankSum)
      : normalTails(groups, first.length, second.length, u);
  return { ...outcome, u };
}

interface TieGroup {
  readonly size: number;
  readonly ofFirst: number;
  readonly doubledRank: number;
}

function tieGroups(first: readonly number[], second: readonly number[]): readonly TieGroup[] {
  const counts = new Map<number, { size: number; ofFirst: number }>();
  const tally = (value: number, ofFirst: number): void => {
    const group = counts.get(value) ?? { size: 0, ofFirst: 0 };
    counts.set(value, { size: group.size + 1, ofFirst: group.ofFirst + ofFirst });
  };
  for (const value of first) tally(value, 1);
  for (const value of second) tally(value, 0);
  let ranked = 0;
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([, { size, ofFirst }]) => {
      const doubledRank = 2 * ranked + size + 1;
      ranked += size;
      return { size, ofFirst, doubledRank };
    });
}

// ways[k][s]: arrangements that put k values into the first group with doubled rank sum s.
function exactTails(groups: readonly TieGroup[], n: number, rankSum: number): TestOutcome {
  const highest = groups.reduce((total, { size, doubledRank }) => total + size * doubledRank, 0);
  const ways = Array.from({ length: n + 1 }, (_, k) =>
    new Float64Array(highest + 1).fill(k === 0 ? 1 : 0, 0, 1),
  );
  for (const { size, doubledRank } of groups) {
    for (let k = n; k >= 1; k--) {
      for (let taken = 1; taken <= Math.min(size, k); taken++) {
        addShifted(ways[k], ways[k - taken], taken * doubledRank, choose(size, taken));
      }
    }
  }
  let atMost = 0;
  let atLeast = 0;
  let total = 0;
  ways[n]?.forEach((count, s) => {
    total += count;
    if (s <= rankSum) atMost += count;
    if (s >= rankSum) atLeast += count;
  });
  return testOutcome(Math.min(1, atMost / total), Math.min(1, atLeast / total));
}

function addShifted(
  target: Float64Array | undefined,
  source: Float64Array | undefined,
  shift: number,
  factor: number,
): void {
  if (target === undefined || source === undefined) return;
  for (let s = target.length - 1; s >= shift; s--) {
    target[s] = (target[s] ?? 0) + factor * (source[s - shift] ?? 0);
  }
}

function normalTails(groups: readonly TieGroup[], n: number, m: number, u: number): TestOutcome {
  const all = n + m;
  const ties = groups.reduce((total, { size }) => total + size ** 3 - size, 0);
  const sd = Math.sqrt(((n * m) / 12) * (all + 1 - ties / (all * (all - 1))));
  if (sd === 0) return testOutcome(1, 1, ['approximate', 'no-spread']);
  const distance = u - (n * m) / 2;
  return testOutcome(normalCdf((distance + 0.5) / sd), normalCdf(-(distance - 0.5) / sd), ['approximate']);
}
