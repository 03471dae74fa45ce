// How fast the backlog of a phase grew, and whether that is more than chance: Theil-Sen over the means of the segments.
//
// At exactly full load the backlog wanders as a random walk: over n tasks with independent arrivals and services by
// sqrt(2 n) tasks or so. Growth within two and a half times that says nothing about the fleet; growth beyond it, with a slope whose
// interval lies above zero, is a fleet that cannot keep up.

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

/** `backlog`: bins of tasks beyond those that run. */
export function judgeDrift(
  backlog: readonly number[],
  spanSec: number,
  offeredPerSec: number,
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
    unstable: interval.low > 0 && grown > WANDERINGS * Math.sqrt(2 * offeredPerSec * spanSec),
  };
}
