// What a model of the fleet says about one SLO.

import { assertNever } from '../../errors/index.ts';
import { ms, type Milliseconds } from '../../units/index.ts';
import { endToEndPercentile } from '../models/end-to-end.ts';
import { servicePercentile } from '../models/service-law.ts';
import type { ServiceLaw } from '../models/service-law.ts';
import { waitPercentile } from '../models/wait.ts';
import type { WaitLaw } from '../models/wait.ts';
import type { Slo } from '../../result/index.ts';

/** The wait in the queue, what a task needs besides, and its body. */
export interface TaskTimes {
  readonly wait: WaitLaw;
  readonly service: ServiceLaw;
  /** Added to every wait: dispatching and settling, which no number of slots removes. */
  readonly overheadMs: Milliseconds;
}

/** The figure the SLO limits, as predicted; infinite where the queue has no steady state. */
export function predictedFor(slo: Slo, times: TaskTimes): Milliseconds {
  const { wait, service, overheadMs } = times;
  const { of } = slo;
  switch (slo.metric) {
    case 'wait':
      return ms(overheadMs + (of.aggregate === 'mean' ? wait.meanMs : waitPercentile(wait, of.p)));
    case 'end_to_end': {
      const mean = wait.meanMs + service.meanMs;
      return ms(overheadMs + (of.aggregate === 'mean' ? mean : endToEndPercentile(wait, service, of.p)));
    }
    default:
      return assertNever(slo.metric);
  }
}

/** The same figure with endless slots: no fleet gets below it. */
export function floorFor(slo: Slo, times: Omit<TaskTimes, 'wait'>): Milliseconds {
  if (slo.metric === 'wait') return times.overheadMs;
  const { of } = slo;
  const body = of.aggregate === 'mean' ? times.service.meanMs : servicePercentile(times.service, of.p);
  return ms(times.overheadMs + body);
}

/** Whether a predicted figure keeps the SLO. */
export function holds(slo: Slo, predictedMs: Milliseconds): boolean {
  return slo.inclusive ? predictedMs <= slo.limitMs : predictedMs < slo.limitMs;
}
