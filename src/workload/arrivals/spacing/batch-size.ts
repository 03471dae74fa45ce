// How many tasks a batch has.

import { assertNever } from '../../../errors/index.ts';
import type { Random } from '../../../stats/index.ts';
import type { BatchSize } from '../contract.ts';

export function meanBatch(size: BatchSize): number {
  switch (size.size) {
    case 'fixed':
      return size.tasks;
    case 'uniform':
      return (size.least + size.most) / 2;
    case 'geometric':
      return size.mean;
    default:
      return assertNever(size);
  }
}

/** Mean size of the batch that a task comes in, itself included: E[B²] / E[B], as large batches have more of the tasks. */
export function batchOfTask(size: BatchSize): number {
  switch (size.size) {
    case 'fixed':
      return size.tasks;
    case 'uniform': {
      const mean = meanBatch(size);
      const values = size.most - size.least + 1;
      return mean + (values ** 2 - 1) / 12 / mean;
    }
    case 'geometric':
      return 2 * size.mean - 1;
    default:
      return assertNever(size);
  }
}

/** A function that answers the next size, at least 1. */
export function batchSizes(size: BatchSize, random: Random): () => number {
  switch (size.size) {
    case 'fixed':
      return () => size.tasks;
    case 'uniform': {
      const { least, most } = size;
      return () => least + random.index(most - least + 1);
    }
    case 'geometric': {
      // P(size > k) = (1 - 1/mean)^k, so an exponential draw in units of that decay, rounded down, is one less.
      const decay = -Math.log1p(-1 / size.mean);
      return () => 1 + Math.floor(random.exponential() / decay);
    }
    default:
      return assertNever(size);
  }
}
