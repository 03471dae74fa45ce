// What an open-loop phase offers once the capacity of the fleet is known.

import { HeadcountError } from '../../errors/index.ts';
import type { OpenLoopPhase } from '../../scenario/index.ts';
import { perSecond, type PerSecond } from '../../units/index.ts';
import {
  arrivalLaw,
  meanBatchOfTask,
  meanRate,
  needsCapacity,
  resolveRates,
  type ArrivalLaw,
  type LoadStream,
} from '../../workload/index.ts';

export interface OfferedLoad {
  readonly streams: readonly LoadStream[];
  /** Mean over the phase, all streams together. */
  readonly ratePerSec: PerSecond;
  readonly arrivals: ArrivalLaw;
  /** Mean size of the batch that a task comes in; 1 where tasks come alone. */
  readonly batchOfTask: number;
}

/** `capacityPerSec`: undefined when no phase has measured it. Throws NO_TRIAL when it is needed and is not above 0. */
export function resolveLoad(phase: OpenLoopPhase, capacityPerSec: number | undefined): OfferedLoad {
  const capacity = capacityPerSec ?? 0;
  if (phase.streams.some(needsCapacity) && !(capacity > 0))
    throw new HeadcountError('NO_TRIAL', 'the saturate phase finished no task, so its capacity is unknown', {
      hint: 'Lengthen the saturate phase, or offer a rate instead of a utilization.',
    });
  const streams = phase.streams.map((stream) => resolveRates(stream, perSecond(capacity)));
  const spanSec = phase.durationMs / 1000;
  return {
    streams,
    ratePerSec: meanRate(streams, spanSec),
    arrivals: arrivalLaw(streams),
    batchOfTask: meanBatchOfTask(streams, spanSec),
  };
}
