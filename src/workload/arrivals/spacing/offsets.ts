// Draws the times of tasks around a rate curve, by the spacing asked for.

import { assertNever } from '../../../errors/index.ts';
import type { Random } from '../../../stats/index.ts';
import type { BatchSize, PlainSpacing, Spacing } from '../contract.ts';
import type { CumulatedRate } from '../rate/cumulated-rate.ts';
import { batchSizes, meanBatch } from './batch-size.ts';
import { burstTimes } from './bursts.ts';

/** Answers the next time in seconds, never decreasing; Infinity when the rate has ended for good. */
export type Times = () => number;

/** Times before `spanSec` are exact; nobody asks for later ones. */
export function spacedTimes(rate: CumulatedRate, spacing: Spacing, spanSec: number, random: Random): Times {
  switch (spacing.spacing) {
    case 'constant':
    case 'poisson':
      return evenOrPoisson(rate, spacing.spacing, 1, random);
    case 'bursts':
      return burstTimes(rate, spacing, spanSec, random);
    case 'batches': {
      const batches = evenOrPoisson(rate, spacing.between, meanBatch(spacing.size), random);
      return inBatches(batches, spacing.size, random);
    }
    default:
      return assertNever(spacing);
  }
}

/** Every time of `batches` as often as a batch has tasks. */
export function inBatches(batches: Times, size: BatchSize, random: Random): Times {
  const drawSize = batchSizes(size, random.stream('sizes'));
  let left = 0;
  let sec = 0;
  return () => {
    if (left === 0) {
      left = drawSize();
      sec = batches();
    }
    left--;
    return sec;
  };
}

// One event for every `step` tasks of the rate. constant: at counts 0, step, 2 step, ... each computed afresh, so that
// no rounding adds up. poisson: exponential gaps on the count axis, the first before the first task.
function evenOrPoisson(rate: CumulatedRate, spacing: PlainSpacing, step: number, random: Random): Times {
  if (spacing === 'constant') {
    let index = 0;
    return () => rate.timeAt(step * index++);
  }
  let count = 0;
  return () => rate.timeAt((count += step * random.exponential()));
}
