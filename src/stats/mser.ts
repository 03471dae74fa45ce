// Where the warm-up ends: MSER-5 (Spratt 1998; White, Cobb & Spratt, WSC 2000). Means of five, then the cut
// that makes the standard error of what follows smallest. A minimum at the edge of the search means that the
// series never became steady. It does not test for a trend: do that as well (Theil-Sen on the rest).

import { tooFew, type TooFew } from './answer.ts';
import { sum } from './moments.ts';

export interface Steady {
  readonly kind: 'steady';
  /** Observations to leave out, a multiple of the batch. */
  readonly truncate: number;
  /** The minimised statistic: sum of squares of the rest over its length squared. */
  readonly statistic: number;
}

export interface NeverSteady {
  readonly kind: 'never-steady';
}

/** Fewer batches say nothing. */
const MIN_BATCHES = 8;

/** `batch` 5 is MSER-5, 1 is plain MSER. Only the first half is searched. */
export function mser(series: readonly number[], batch = 5): Steady | NeverSteady | TooFew {
  const means = batchMeans(series, batch);
  if (means.length < MIN_BATCHES) return tooFew(MIN_BATCHES * batch);
  const edge = Math.floor(means.length / 2);
  const statistics = tailStatistics(means);
  let cut = 0;
  for (let d = 1; d <= edge; d++) {
    if ((statistics[d] ?? Infinity) < (statistics[cut] ?? Infinity)) cut = d;
  }
  if (cut === edge) return { kind: 'never-steady' };
  return { kind: 'steady', truncate: cut * batch, statistic: statistics[cut] ?? 0 };
}

function batchMeans(series: readonly number[], batch: number): number[] {
  const count = Math.floor(series.length / batch);
  return Array.from({ length: count }, (_, i) => sum(series.slice(i * batch, (i + 1) * batch)) / batch);
}

// From the last batch to the first, with Welford's running mean and squares: one pass for every cut.
function tailStatistics(means: readonly number[]): number[] {
  const statistics = means.map(() => 0);
  let mean = 0;
  let squares = 0;
  for (let d = means.length - 1; d >= 0; d--) {
    const count = means.length - d;
    const distance = (means[d] ?? 0) - mean;
    mean += distance / count;
    squares += distance * ((means[d] ?? 0) - mean);
    statistics[d] = squares / count ** 2;
  }
  return statistics;
}
