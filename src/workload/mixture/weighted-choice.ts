// Chooses an index with given relative weights in constant time: Vose's alias method. Every column of the table holds
// one index and, for the rest of its height, one other; a draw picks a column and then one of its two.

import { HeadcountError } from '../../errors/index.ts';
import type { Random } from '../../stats/index.ts';

/** A function that answers indexes of `weights`, each in proportion to its weight (all above 0, finite). */
export function weightedChoice(weights: readonly number[], random: Random): () => number {
  if (weights.length === 0 || !weights.every((weight) => weight > 0 && Number.isFinite(weight)))
    throw new HeadcountError('BAD_OPTION', `weights ${weights.join(', ')}: expected numbers above 0`);
  if (weights.length === 1) return () => 0;
  const { share, alias } = aliasTable(weights);
  const columns = weights.length;
  return () => {
    const point = random.next() * columns;
    const column = Math.floor(point);
    return point - column < (share[column] ?? 1) ? column : (alias[column] ?? column);
  };
}

function aliasTable(weights: readonly number[]): {
  readonly share: Float64Array;
  readonly alias: Uint32Array;
} {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const height = Float64Array.from(weights, (weight) => (weight / total) * weights.length);
  const share = new Float64Array(weights.length).fill(1);
  const alias = Uint32Array.from(weights.keys());
  const isShort = (column: number): boolean => (height[column] ?? 0) < 1;
  const short = [...height.keys()].filter(isShort);
  const tall = [...height.keys()].filter((column) => !isShort(column));
  for (;;) {
    const giver = tall.at(-1);
    const taker = giver === undefined ? undefined : short.pop();
    if (giver === undefined || taker === undefined) return { share, alias };
    const own = height[taker] ?? 0;
    share[taker] = own;
    alias[taker] = giver;
    height[giver] = (height[giver] ?? 0) - (1 - own);
    if (isShort(giver)) short.push(tall.pop() ?? giver);
  }
}
