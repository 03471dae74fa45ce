// Says when open-loop tasks are meant to be sent, as offsets from the start of the phase.
// Nothing here looks at a clock: a slow generator is late against this schedule, never slowing it.

import { assertNever, HeadcountError } from '../../errors/index.ts';
import type { PerSecond } from '../../units/index.ts';
import type { ArrivalLaw } from '../contract.ts';
import type { Random } from '../../stats/index.ts';

const NS_PER_SECOND = 1e9;

/**
 * A function that answers the next intended offset in nanoseconds, never decreasing.
 * constant: 0, 1/rate, 2/rate, ... each computed afresh, so no rounding adds up.
 * poisson: exponential gaps of mean 1/rate, the first one before the first task.
 */
export function arrivalSchedule(law: ArrivalLaw, ratePerSec: PerSecond, random: Random): () => number {
  if (!(ratePerSec > 0 && Number.isFinite(ratePerSec)))
    throw new HeadcountError('BAD_OPTION', `arrival rate ${ratePerSec}/s: expected a rate above 0`);
  const gapNs = NS_PER_SECOND / ratePerSec;
  switch (law) {
    case 'constant': {
      let index = 0;
      return () => gapNs * index++;
    }
    case 'poisson': {
      let offsetNs = 0;
      return () => (offsetNs += gapNs * random.exponential());
    }
    default:
      return assertNever(law);
  }
}
