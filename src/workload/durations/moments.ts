// The exact mean and variability of a duration law: what queueing formulas ask for.

import { assertNever } from '../../errors/index.ts';
import { ms, type Milliseconds } from '../../units/index.ts';
import type { DurationLaw } from '../contract.ts';

/** Mean of the law. */
export function meanMs(law: DurationLaw): Milliseconds {
  return ms(moments(law).mean);
}

/** Squared coefficient of variation: variance / mean². 0 for a constant (and for a mean of 0), 1 for exponential. */
export function scv(law: DurationLaw): number {
  const { mean, variance } = moments(law);
  return mean === 0 ? 0 : variance / mean / mean;
}

function moments(law: DurationLaw): { readonly mean: number; readonly variance: number } {
  switch (law.law) {
    case 'constant':
      return { mean: law.valueMs, variance: 0 };
    case 'uniform':
      return { mean: (law.minMs + law.maxMs) / 2, variance: (law.maxMs - law.minMs) ** 2 / 12 };
    case 'exponential':
      return { mean: law.meanMs, variance: law.meanMs ** 2 };
    case 'lognormal': {
      const mean = law.medianMs * Math.exp(law.sigma ** 2 / 2);
      return { mean, variance: mean ** 2 * Math.expm1(law.sigma ** 2) };
    }
    case 'bimodal': {
      const slow = law.slowShare;
      const mean = law.fastMs + slow * (law.slowMs - law.fastMs);
      return { mean, variance: slow * (1 - slow) * (law.slowMs - law.fastMs) ** 2 };
    }
    case 'empirical':
      return ofValues(law.valuesMs);
    default:
      return assertNever(law);
  }
}

// Drawn with replacement, so the population's own variance (divisor n) is the exact one.
function ofValues(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  let mean = 0;
  let squares = 0;
  let count = 0;
  for (const value of values) {
    count += 1;
    const delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
  }
  return { mean, variance: count === 0 ? 0 : squares / count };
}
