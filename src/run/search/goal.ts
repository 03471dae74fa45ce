// A service-level objective as something that can be averaged over tasks: "p95(wait) < 500ms" holds when the share of
// tasks that wait longer is at most 5 %, "mean(wait) < 20ms" when the mean is below 20.

import type { Slo } from '../../result/index.ts';
import { observationsNeeded } from '../../stats/index.ts';

export interface Goal {
  readonly slo: Slo;
  /** What the mean of `valueOf` may not exceed. */
  readonly target: number;
  /** The tasks without which the percentile means nothing. */
  readonly leastTasks: number;
  /** What one task contributes. */
  valueOf(intendedNs: number, startedNs: number, finishedNs: number): number;
}

/** Tasks without which a mean says nothing. */
const LEAST_FOR_MEAN = 30;

export function goalOf(slo: Slo): Goal {
  const measuredMs = (intendedNs: number, startedNs: number, finishedNs: number): number =>
    ((slo.metric === 'wait' ? startedNs : finishedNs) - intendedNs) / 1e6;
  if (slo.of.aggregate === 'mean')
    return { slo, target: slo.limitMs, leastTasks: LEAST_FOR_MEAN, valueOf: measuredMs };
  const longer = 1 - slo.of.p;
  return {
    slo,
    target: longer,
    leastTasks: observationsNeeded(slo.of.p),
    valueOf: (intendedNs, startedNs, finishedNs) => {
      const value = measuredMs(intendedNs, startedNs, finishedNs);
      return value < slo.limitMs || (slo.inclusive && value === slo.limitMs) ? 0 : 1;
    },
  };
}
