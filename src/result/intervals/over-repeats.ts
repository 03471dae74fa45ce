// The mean of one value a repeat, with its interval: Student's t, or for skewed figures the bootstrap where there are
// enough repeats for it.

import { bootstrap, sum, tInterval } from '../../stats/index.ts';
import type { FigureInterval } from '../schema/intervals.ts';

const CONFIDENCE = 0.95;
/** With fewer, a bootstrap interval is narrower than its name. */
const BOOTSTRAP_REPEATS = 20;

export function meanOf(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Null with fewer than two repeats. Ends below zero, which no figure here can be, become zero. */
export function intervalOverRepeats(values: readonly number[], skewed: boolean): FigureInterval | null {
  if (skewed && values.length >= BOOTSTRAP_REPEATS) {
    const outcome = bootstrap(values, meanOf, { confidence: CONFIDENCE });
    if (outcome.kind === 'bootstrap') {
      const { low, high, confidence } = outcome.bca;
      return { low, high, confidence, method: 'bootstrap' };
    }
  }
  const interval = tInterval(values, CONFIDENCE);
  if (interval.kind === 'too-few') return null;
  const { low, high, confidence } = interval;
  return { low: Math.max(0, low), high: Math.max(0, high), confidence, method: 't' };
}
