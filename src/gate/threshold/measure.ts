// The figure a threshold asks of one cell: pooled over phases and repeats for latencies, over repeats for the rest.

import { assertNever } from '../../errors/index.ts';
import {
  latencyPhases,
  memoryPeakBytes,
  mergeHistogramRecords,
  type HistogramRecord,
  type Ledger,
  type TrialRecord,
} from '../../result/index.ts';
import { observationsNeeded } from '../../stats/index.ts';
import { cpuMsPerTask, latencyRecords, throughputPerSec, utilizationRatio } from '../figures.ts';
import { hardestClosed } from './closed.ts';
import type { Aggregation, FigureThreshold, LatencyThreshold, Threshold } from './threshold.ts';

export type Measured =
  | { readonly kind: 'value'; readonly value: number }
  /** Nothing to compare. */
  | {
      readonly kind: 'wanting';
      readonly reason: string;
      /** Observations that would do, where that is what is wanting. */
      readonly needed: number | null;
    };

/** The trials whose figures the threshold may read. The ledger of an invalid trial still tells what was lost. */
export function readableTrials(threshold: Threshold, trials: readonly TrialRecord[]): readonly TrialRecord[] {
  const ledger = threshold.kind === 'figure' && isLedgerMetric(threshold.metric);
  return trials.filter(({ state }) => state === 'measured' || (ledger && state === 'invalid'));
}

export function measure(threshold: Threshold, trials: readonly TrialRecord[]): Measured {
  return threshold.kind === 'latency' ? measureLatency(threshold, trials) : measureFigure(threshold, trials);
}

const wanting = (reason: string, needed: number | null = null): Measured => ({
  kind: 'wanting',
  reason,
  needed,
});

const tasks = (count: number): string => count.toLocaleString('en-US');

function measureLatency(threshold: LatencyThreshold, trials: readonly TrialRecord[]): Measured {
  const { metric, aggregation, task } = threshold;
  const records = trials.flatMap((trial) => latencyRecords(latencyPhases(trial), metric, task));
  if (records.length === 0) {
    return wanting(task === null ? 'no open-loop phase was measured' : `no task type '${task}' was measured`);
  }
  const count = records.reduce((sum, { summary }) => sum + summary.count, 0);
  const needed = observationsFor(aggregation);
  if (count === 0) return wanting('no task was observed', needed);
  if (count < needed) {
    const name = aggregation.kind === 'percentile' ? `p${aggregation.percent}` : aggregation.kind;
    const made = `${tasks(count)} ${count === 1 ? 'was' : 'were'} made`;
    return wanting(`${name} needs ${tasks(needed)} observations, ${made}`, needed);
  }
  return { kind: 'value', value: aggregated(records, aggregation) };
}

function aggregated(records: readonly HistogramRecord[], aggregation: Aggregation): number {
  // The extremes of all are the extremes of the parts; nothing is decoded for them.
  if (aggregation.kind === 'max') return Math.max(...records.map(({ summary }) => summary.maxMs));
  const histogram = mergeHistogramRecords(records);
  return aggregation.kind === 'mean' ? histogram.figures.meanMs : histogram.quantileMs(aggregation.ratio);
}

// A percentile without a two-sided 95 % interval is not a figure to judge by; a mean takes as many as a median.
function observationsFor(aggregation: Aggregation): number {
  switch (aggregation.kind) {
    case 'percentile':
      return observationsNeeded(aggregation.ratio);
    case 'mean':
      return observationsNeeded(0.5);
    case 'max':
      return 1;
    default:
      return assertNever(aggregation);
  }
}

function measureFigure(threshold: FigureThreshold, trials: readonly TrialRecord[]): Measured {
  const { metric, limit } = threshold;
  const closed = hardestClosed(threshold, trials);
  if (closed !== null) return { kind: 'value', value: closed.meanPerSec };
  if (isLedgerMetric(metric)) return measureLedger(metric, limit.unit === 'ratio', trials);
  const values = trials.map((trial) => trialFigure(metric, trial)).filter((value) => value !== null);
  if (values.length === 0) return wanting(`${metric} was not measured`);
  // Memory must fit every time; rates and costs are what one may expect.
  const peak = metric === 'memory' || metric === 'memory_per_worker';
  const value = peak ? Math.max(...values) : values.reduce((a, b) => a + b, 0) / values.length;
  return { kind: 'value', value };
}

/** The figure of one trial; null where it was not measured. */
export function trialFigure(
  metric: Exclude<FigureThreshold['metric'], LedgerMetric>,
  trial: TrialRecord,
): number | null {
  switch (metric) {
    case 'throughput':
      return throughputPerSec(trial);
    case 'capacity':
      return trial.capacityPerSec;
    case 'utilization':
      return utilizationRatio(trial);
    case 'memory':
      return memoryPeakBytes(trial);
    case 'memory_per_worker': {
      const peak = memoryPeakBytes(trial);
      return peak === null ? null : peak / trial.workers;
    }
    case 'cpu_per_task':
      return cpuMsPerTask(trial);
    default:
      return assertNever(metric);
  }
}

type LedgerMetric = 'lost' | 'failed' | 'done_again';
export const LEDGER_FIELDS = {
  lost: 'lost',
  failed: 'failed',
  done_again: 'doneAgain',
} as const satisfies Readonly<Record<LedgerMetric, keyof Ledger>>;

function isLedgerMetric(metric: FigureThreshold['metric']): metric is LedgerMetric {
  return Object.hasOwn(LEDGER_FIELDS, metric);
}

// A count is that of the worst trial, so that it does not grow with the repeats; a share is over all of them.
function measureLedger(metric: LedgerMetric, asShare: boolean, trials: readonly TrialRecord[]): Measured {
  const ledgers = trials.map(({ ledger }) => ledger).filter((ledger) => ledger !== null);
  if (ledgers.length === 0) return wanting('no trial has a ledger');
  const counts = ledgers.map((ledger) => ledger[LEDGER_FIELDS[metric]]);
  if (!asShare) return { kind: 'value', value: Math.max(...counts) };
  const sent = ledgers.reduce((total, ledger) => total + ledger.sent, 0);
  if (sent === 0) return wanting('no task was sent');
  return { kind: 'value', value: counts.reduce((a, b) => a + b, 0) / sent };
}
