// Opens the arrivals of one stream. Nothing here looks at a clock: a slow generator is late against these times,
// never slowing them. The draws depend on the seed alone.

import { assertNever, HeadcountError } from '../../errors/index.ts';
import type { Random } from '../../stats/index.ts';
import type { ArrivalPlan, Arrivals } from './contract.ts';
import { cumulatedRate } from './rate/rate-curve.ts';
import { inBatches, spacedTimes } from './spacing/offsets.ts';
import { TimedArrivals } from './timed.ts';
import { ReplayedArrivals } from './trace/replayed.ts';

export interface ArrivalSurroundings {
  /** Length of the phase. */
  readonly spanSec: number;
  /** Names of the workload's tasks, for traces that name them. */
  readonly taskNames: readonly string[];
}

/** Throws BAD_OPTION for rates that are none, and BAD_SCENARIO for a trace that cannot be read. */
export function openArrivals(plan: ArrivalPlan, around: ArrivalSurroundings, random: Random): Arrivals {
  switch (plan.arrivals) {
    case 'rate': {
      if (plan.unit !== 'per-second')
        throw new HeadcountError('BUG', 'arrivals were opened before their capacity was known');
      return new TimedArrivals(spacedTimes(cumulatedRate(plan.curve), plan.spacing, around.spanSec, random));
    }
    case 'cron': {
      let index = 0;
      const times = (): number => (index++ * plan.everyMs) / 1000;
      return new TimedArrivals(inBatches(times, plan.size, random));
    }
    case 'replay':
      return ReplayedArrivals.open(plan, around.taskNames, random);
    default:
      return assertNever(plan);
  }
}
