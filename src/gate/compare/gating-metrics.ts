// What a comparison of two runs looks at: one summary a trial for each metric, with the change that matters.
//
// A change counts only beyond the floor: the larger of a share of the baseline and an absolute amount. The share
// keeps noise of a few per cent from failing a build; the absolute one keeps a wait of 0.05 ms that became
// 0.08 ms from doing so.

import { HeadcountError, nearestName } from '../../errors/index.ts';
import {
  memoryPeakBytes,
  mergeHistogramRecords,
  scheduledPhases,
  searchPhases,
  type PhaseRecord,
  type TrialRecord,
} from '../../result/index.ts';
import { backlogGrowth } from '../backlog.ts';
import { latencyRecords, throughputPerSec } from '../figures.ts';
import type { LatencyName } from '../threshold/metrics.ts';
import { closedLoads, closedPhase } from './closed-loads.ts';

/** What one trial says of a metric. */
export type Summary =
  | { readonly kind: 'value'; readonly value: number }
  /** The backlog grew: a longer phase would have shown more than `value`, for a reason to tell. */
  | { readonly kind: 'at-least'; readonly value: number; readonly reason: string }
  | { readonly kind: 'none' };

export interface GatingMetric {
  /** As a threshold would write it. */
  readonly name: string;
  /** The closed loop it is of, in the words of its label; null for a figure of the whole trial. */
  readonly load: string | null;
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
  of(trial: TrialRecord): Summary;
}

const NONE: Summary = { kind: 'none' };
const summary = (value: number | null): Summary => (value === null ? NONE : { kind: 'value', value });

const FLOOR_BY_PERCENT = { 50: 0.05, 95: 0.1, 99: 0.1 } as const;
const LATENCY_FLOOR_MS = 0.2;
const RESOLUTION_MS = 0.001;

function percentile(metric: LatencyName, percent: keyof typeof FLOOR_BY_PERCENT): GatingMetric {
  return {
    name: `p${percent}(${metric})`,
    load: null,
    unit: 'ms',
    better: 'lower',
    floorRatio: FLOOR_BY_PERCENT[percent],
    floorAmount: LATENCY_FLOOR_MS,
    resolution: RESOLUTION_MS,
    // The interval comes from the repeats, so a trial need not hold one of its own; but one observation beyond
    // the percentile is the least that makes it more than the maximum.
    observationsNeeded: Math.round(100 / (100 - percent)),
    appliesTo: (trial) => latencyRecords(scheduledPhases(trial), metric, null).length > 0,
    of: (trial) => trialPercentile(trial, metric, percent),
  };
}

const RATE = {
  unit: 'per-second',
  better: 'higher',
  floorAmount: 0,
  resolution: 1e-9,
  observationsNeeded: 0,
} as const;

const THROUGHPUT: GatingMetric = {
  ...RATE,
  name: 'throughput',
  load: null,
  floorRatio: 0.03,
  appliesTo: (trial) => throughputPerSec(trial) !== null,
  of: (trial) => summary(throughputPerSec(trial)),
};

// A search of the standard precision ends anywhere within 5 % of the rate it looks for.
const SEARCH: GatingMetric = {
  ...RATE,
  name: 'search',
  load: null,
  floorRatio: 0.05,
  appliesTo: (trial) => searchPhases(trial).length > 0,
  of: (trial) => summary(meanOf(searchPhases(trial).map(({ search }) => search?.ratePerSec ?? null))),
};

export const GATING_METRICS: readonly GatingMetric[] = [
  THROUGHPUT,
  SEARCH,
  percentile('wait', 50),
  percentile('wait', 95),
  percentile('wait', 99),
  percentile('end_to_end', 50),
  percentile('end_to_end', 95),
  percentile('end_to_end', 99),
  percentile('service', 50),
  {
    name: 'memory',
    load: null,
    unit: 'bytes',
    better: 'lower',
    floorRatio: 0.05,
    floorAmount: 2 ** 20,
    resolution: 1,
    observationsNeeded: 0,
    appliesTo: (trial) => memoryPeakBytes(trial) !== null,
    of: (trial) => summary(memoryPeakBytes(trial)),
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

/**
 * The metrics as the trials have them: each closed loop is compared by itself, for a mean over loops of different tasks
 * says nothing of either.
 */
export function withClosedLoads(
  metrics: readonly GatingMetric[],
  trials: readonly TrialRecord[],
): readonly GatingMetric[] {
  const closed = closedLoads(trials).map(closedThroughput);
  return metrics.flatMap((metric) => (metric === THROUGHPUT ? [metric, ...closed] : [metric]));
}

function closedThroughput(load: string): GatingMetric {
  const phaseOf = (trial: TrialRecord): PhaseRecord | undefined => closedPhase(trial, load);
  return {
    ...THROUGHPUT,
    load,
    appliesTo: (trial) => phaseOf(trial) !== undefined,
    of: (trial) => summary(phaseOf(trial)?.throughputPerSec ?? null),
  };
}

function trialPercentile(trial: TrialRecord, metric: LatencyName, percent: number): Summary {
  const phases = scheduledPhases(trial);
  const histogram = mergeHistogramRecords(latencyRecords(phases, metric, null));
  // As whole numbers: 100 x (1 - 0.99) is a little less than one.
  if (histogram.count * (100 - percent) < 100) return NONE;
  const value = histogram.quantileMs(percent / 100);
  const reason = backlogGrowth(metric, phases);
  return reason === null ? { kind: 'value', value } : { kind: 'at-least', value, reason };
}

// Null as soon as one search found no rate: what is left would be a mean of others.
function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
