// The interval of a threshold's figure, where the result has one of just that figure: a run with several loads pools
// their latencies, and of such a mixture there is none.

import {
  figureOf,
  latencyPhases,
  type CellIntervals,
  type FigureInterval,
  type PhaseRecord,
  type TrialRecord,
} from '../../result/index.ts';
import { throughputPhases } from '../figures.ts';
import { hardestClosed } from './closed.ts';
import { subject, type Threshold } from './threshold.ts';

/** Null also for peaks and counts, which are of the worst repeat and no mean. */
export function thresholdInterval(
  threshold: Threshold,
  cellId: string,
  trials: readonly TrialRecord[],
  intervals: readonly CellIntervals[],
): FigureInterval | null {
  const place = placeOf(threshold, trials);
  if (place === undefined) return null;
  const figure = figureOf(intervals, cellId, subject(threshold), place);
  return figure?.interval ?? null;
}

/** Position of the phase whose figure it is, null for the trial as a whole, undefined where there is no one place. */
function placeOf(threshold: Threshold, trials: readonly TrialRecord[]): number | null | undefined {
  const [trial] = trials;
  if (trial === undefined) return undefined;
  const one = (phases: readonly PhaseRecord[]): number | undefined => {
    const [only] = phases;
    return phases.length === 1 && only !== undefined ? trial.phases.indexOf(only) : undefined;
  };
  switch (threshold.metric) {
    case 'capacity':
      return null;
    case 'throughput':
      return hardestClosed(threshold, trials)?.place ?? one(throughputPhases(trial));
    case 'wait':
    case 'service':
    case 'end_to_end':
    case 'utilization':
    case 'cpu_per_task':
      return one(latencyPhases(trial));
    default:
      return undefined;
  }
}
