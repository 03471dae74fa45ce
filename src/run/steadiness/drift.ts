// How fast the backlog of a phase grew, and whether that is more than chance: Theil-Sen over the means of the segments.
//
// At exactly full load the backlog wanders as a random walk: over n tasks by sqrt(n v) tasks or so, where v adds up how
// much arrivals and services vary. That is the heavy-traffic limit of a queue with several servers (Iglehart and Whitt
// 1970). Of arrivals it counts E[B^2]/E[B] for independent batches of B tasks, 1 for single ones (the variance of a
// compound Poisson process over its mean); of services their squared coefficient of variation. Growth within two and a
// half times the wandering says nothing about the fleet; growth beyond it, with a slope whose interval lies above zero,
// is a fleet that cannot keep up.

import type { Drift } from '../../result/index.ts';
import { theilSen } from '../../stats/index.ts';
import { segmentMeans } from './cut.ts';
import { SEGMENTS } from './segments.ts';

const CONFIDENCE = 0.99;
const WANDERINGS = 2.5;

export interface DriftVerdict {
  readonly drift: Drift;
  readonly unstable: boolean;
}

export interface DriftSetting {
  readonly spanSec: number;
  readonly offeredPerSec: number;
  /** Of arrivals and services together. */
  readonly variability: number;
}

/** By how many tasks a backlog at full load wanders while that many come. */
export function wandering(tasks: number, variability: number): number {
  return Math.sqrt(tasks * variability);
}

/** `backlog`: bins of tasks beyond those that run. */
export function judgeDrift(
  backlog: readonly number[],
  { spanSec, offeredPerSec, variability }: DriftSetting,
): DriftVerdict | null {
  const secondsPerSegment = spanSec / SEGMENTS;
  const points = segmentMeans(backlog).map((y, index) => ({ x: index * secondsPerSegment, y }));
  const found = theilSen(points, CONFIDENCE);
  if (found.kind === 'too-few') return null;
  const { slope, interval } = found;
  const carriedPerSec = offeredPerSec - slope;
  const grown = slope * spanSec;
  return {
    drift: {
      tasksPerSec: slope,
      lowPerSec: interval.low,
      highPerSec: interval.high,
      confidence: CONFIDENCE,
      excessRatio: slope > 0 && carriedPerSec > 0 ? slope / carriedPerSec : null,
    },
    unstable: interval.low > 0 && grown > WANDERINGS * wandering(offeredPerSec * spanSec, variability),
  };
}
