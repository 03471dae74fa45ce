// What a comparison of two runs looks at: one summary a trial for each metric, with the change that matters.
//
// A change counts only beyond the floor: the larger of a share of the baseline and an absolute amount. The share
// keeps noise of a few per cent from failing a build; the absolute one keeps a wait of 0.05 ms that became
// 0.08 ms from doing so.

import { HeadcountError, nearestName } from '../../errors/index.ts';
import { memoryPeakBytes, mergeHistogramRecords, type TrialRecord } from '../../result/index.ts';
import { latencyRecords, throughputPerSec } from '../figures.ts';
import type { LatencyName } from '../threshold/metrics.ts';

export interface GatingMetric {
  /** As a threshold would write it. */
  readonly name: string;
  readonly unit: 'ms' | 'per-second' | 'bytes';
  readonly better: 'lower' | 'higher';
  /** Changes up to this share of the baseline do not count. */
  readonly floorRatio: number;
  /** Nor do changes up to this amount, in the unit. */
  readonly floorAmount: number;
  /** Values below this are too small to resolve and count as this much, in the unit. */
  readonly resolution: number;
  /** Tasks a trial must have observed for its summary to be one; 0 where that is not a matter of tasks. */
  readonly observationsNeeded: number;
  /** Whether the trial has a phase that the metric can be read from. */
  appliesTo(trial: TrialRecord): boolean;
  /** The trial's summary; null where it has none or too few observations for it. */
  of(trial: TrialRecord): number | null;
}

const FLOOR_BY_PERCENT = { 50: 0.05, 95: 0.1, 99: 0.1 } as const;
const LATENCY_FLOOR_MS = 0.2;
const RESOLUTION_MS = 0.001;

function percentile(metric: LatencyName, percent: keyof typeof FLOOR_BY_PERCENT): GatingMetric {
  return {
    name: `p${percent}(${metric})`,
    unit: 'ms',
    better: 'lower',
    floorRatio: FLOOR_BY_PERCENT[percent],
    floorAmount: LATENCY_FLOOR_MS,
    resolution: RESOLUTION_MS,
    // The interval comes from the repeats, so a trial need not hold one of its own; but one observation beyond
    // the percentile is the least that makes it more than the maximum.
    observationsNeeded: Math.round(100 / (100 - percent)),
    appliesTo: (trial) => latencyRecords(trial, metric, null).length > 0,
    of: (trial) => trialPercentile(trial, metric, percent),
  };
}

export const GATING_METRICS: readonly GatingMetric[] = [
  {
    name: 'throughput',
    unit: 'per-second',
    better: 'higher',
    floorRatio: 0.03,
    floorAmount: 0,
    resolution: 1e-9,
    observationsNeeded: 0,
    appliesTo: (trial) => throughputPerSec(trial) !== null,
    of: throughputPerSec,
  },
  percentile('wait', 50),
  percentile('wait', 95),
  percentile('wait', 99),
  percentile('end_to_end', 50),
  percentile('end_to_end', 95),
  percentile('end_to_end', 99),
  percentile('service', 50),
  {
    name: 'memory',
    unit: 'bytes',
    better: 'lower',
    floorRatio: 0.05,
    floorAmount: 2 ** 20,
    resolution: 1,
    observationsNeeded: 0,
    appliesTo: (trial) => memoryPeakBytes(trial) !== null,
    of: memoryPeakBytes,
  },
];

/** The metrics of these names; all of them when none is named. Throws USAGE for an unknown one. */
export function gatingMetrics(names: readonly string[]): readonly GatingMetric[] {
  const known = GATING_METRICS.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = nearestName(name, known);
    throw new HeadcountError('USAGE', `'${name}' is not a metric that runs are compared by`, {
      hint: near === undefined ? `Use some of ${known.join(', ')}.` : `Did you mean '${near}'?`,
    });
  }
  return names.length === 0 ? GATING_METRICS : GATING_METRICS.filter(({ name }) => names.includes(name));
}

function trialPercentile(trial: TrialRecord, metric: LatencyName, percent: number): number | null {
  const histogram = mergeHistogramRecords(latencyRecords(trial, metric, null));
  // As whole numbers: 100 x (1 - 0.99) is a little less than one.
  return histogram.count * (100 - percent) < 100 ? null : histogram.quantileMs(percent / 100);
}
