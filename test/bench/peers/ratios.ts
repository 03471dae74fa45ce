// Figures of rounds side by side: the middle of one system's, and how two compare.

import { median, sortSamples, sum, tInterval } from '../../../src/stats/index.ts';
import { formatNumber } from '../../../src/units/index.ts';

export function middle(figures: readonly number[]): number {
  const estimate = median(sortSamples(figures));
  return estimate.kind === 'estimate' ? estimate.value : Number.NaN;
}

/**
 * The geometric mean of a / b over rounds, with its interval: Student's t over the logarithms of the ratios of the
 * same round, so that a machine that slows down slows both.
 */
export function ratioText(a: readonly number[], b: readonly number[]): string {
  const logs = a.map((figure, round) => Math.log(figure / (b[round] ?? Number.NaN)));
  const ratio = formatNumber(Math.exp(sum(logs) / logs.length));
  const interval = tInterval(logs);
  if (interval.kind === 'too-few') return `${ratio} (one round gives no interval)`;
  return `${ratio} (95 % interval ${formatNumber(Math.exp(interval.low))} to ${formatNumber(Math.exp(interval.high))})`;
}
