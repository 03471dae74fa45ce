// Which figures of a trial and its phases are followed over the repeats.

import type { CellFigure } from '../schema/intervals.ts';
import type { PhaseRecord, TrialRecord } from '../schema/trial.ts';
import type { LatencyField } from '../quantiles.ts';

/** A figure that a trial or a phase has as it stands; null where it has none. */
export interface PlainFigure<T> {
  readonly metric: string;
  readonly unit: CellFigure['unit'];
  readonly of: (source: T) => number | null;
}

export const TRIAL_FIGURES: readonly PlainFigure<TrialRecord>[] = [
  { metric: 'capacity', unit: 'per-second', of: (trial) => trial.capacityPerSec },
  { metric: 'memory', unit: 'bytes', of: memoryPeakBytes },
];

export const PHASE_FIGURES: readonly PlainFigure<PhaseRecord>[] = [
  { metric: 'throughput', unit: 'per-second', of: (phase) => phase.throughputPerSec },
  { metric: 'utilization', unit: 'ratio', of: (phase) => phase.utilizationRatio },
  { metric: 'memory', unit: 'bytes', of: (phase) => phase.resources.memoryPeakBytes },
  { metric: 'cpu_per_task', unit: 'ms', of: (phase) => phase.resources.cpuMsPerTask },
  { metric: 'search', unit: 'per-second', of: (phase) => phase.search?.ratePerSec ?? null },
];

export interface PercentileFigure {
  readonly metric: string;
  readonly field: LatencyField;
  readonly percent: 50 | 95 | 99;
}

const LATENCIES = [
  ['wait', 'wait'],
  ['end_to_end', 'endToEnd'],
  ['service', 'service'],
] as const;

export const PERCENTILE_FIGURES: readonly PercentileFigure[] = LATENCIES.flatMap(([name, field]) =>
  ([50, 95, 99] as const).map((percent) => ({ metric: `p${percent}(${name})`, field, percent })),
);

/** The largest memory of the fleet in any phase that counts; null when its fleet could not be looked at. */
export function memoryPeakBytes({ phases }: TrialRecord): number | null {
  const peaks = phases
    .filter(({ phase }) => phase !== 'warm-up')
    .map(({ resources }) => resources.memoryPeakBytes)
    .filter((peak) => peak !== null);
  return peaks.length === 0 ? null : Math.max(...peaks);
}
