// Draws durations from a law. The law is taken apart once; each draw is then a few operations.

import { assertNever } from '../../errors/index.ts';
import { ms, type Milliseconds } from '../../units/index.ts';
import type { DurationLaw } from '../contract.ts';
import type { Random } from '../../stats/index.ts';

/** A function that answers the next duration. A constant law draws nothing from `random`. */
export function durationSampler(law: DurationLaw, random: Random): () => Milliseconds {
  switch (law.law) {
    case 'constant':
      return () => law.valueMs;
    case 'uniform': {
      const spanMs = law.maxMs - law.minMs;
      return () => ms(law.minMs + spanMs * random.next());
    }
    case 'exponential':
      return () => ms(law.meanMs * random.exponential());
    case 'lognormal':
      return () => ms(law.medianMs * Math.exp(law.sigma * random.normal()));
    case 'bimodal':
      return () => (random.next() < law.slowShare ? law.slowMs : law.fastMs);
    case 'empirical':
      return () => law.valuesMs[random.index(law.valuesMs.length)] ?? ms(0);
    default:
      return assertNever(law);
  }
}
