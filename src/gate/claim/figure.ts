// The figure that one side of a claim has in one trial: one value a repeat, from which the interval is made.

import { assertNever } from '../../errors/index.ts';
import {
  latencyPhases,
  mergeHistogramRecords,
  type PhaseRecord,
  type TrialRecord,
} from '../../result/index.ts';
import { latencyRecords } from '../figures.ts';
import { LEDGER_FIELDS, trialFigure } from '../threshold/measure.ts';
import type { FigureName } from '../threshold/metrics.ts';
import type { Aggregation, Subject } from '../threshold/threshold.ts';
import type { Side } from './claim.ts';

/** Null where the trial has none, or a percentile of too few tasks. */
export function figureOfTrial(side: Side, trial: TrialRecord): number | null {
  const { subject } = side;
  const phases = phasesOf(side, trial);
  if (subject.kind === 'latency') return latency(subject, latencyPhases({ phases: [...phases] }));
  const [phase] = phases;
  if (side.load === null) return wholeTrial(subject.metric, trial);
  return phase === undefined ? null : phaseFigure(subject.metric, phase, trial);
}

/** Whether the backlog grew where a wait is read: the longer the phase, the longer the wait. */
export function growsInTrial(side: Side, trial: TrialRecord): boolean {
  const { metric } = side.subject;
  if (metric !== 'wait' && metric !== 'end_to_end') return false;
  const phases = latencyPhases({ phases: [...phasesOf(side, trial)] });
  return phases.some(({ steadiness }) => steadiness.verdict === 'unstable');
}

/** How the load of a side is called; null where it is none in particular. */
export function loadLabel(side: Side, trial: TrialRecord | undefined): string | null {
  if (side.load === null || trial === undefined) return null;
  return phasesOf(side, trial)[0]?.label ?? null;
}

// The warm-up is no phase of the load.
function phasesOf({ load }: Side, trial: TrialRecord): readonly PhaseRecord[] {
  const phases = trial.phases.filter(({ phase }) => phase !== 'warm-up');
  return load === null ? phases : phases.slice(load - 1, load);
}

function latency(
  { metric, aggregation, task }: Extract<Subject, { kind: 'latency' }>,
  phases: readonly PhaseRecord[],
): number | null {
  const histogram = mergeHistogramRecords(latencyRecords(phases, metric, task));
  if (histogram.count < observationsFor(aggregation)) return null;
  switch (aggregation.kind) {
    case 'percentile':
      return histogram.quantileMs(aggregation.ratio);
    case 'mean':
      return histogram.figures.meanMs;
    case 'max':
      return histogram.quantileMs(1);
    default:
      return assertNever(aggregation);
  }
}

// The interval comes from the repeats, so a trial need not hold one of its own; but one task beyond the percentile is the
// least that makes it more than the maximum.
function observationsFor(aggregation: Aggregation): number {
  return aggregation.kind === 'percentile' ? Math.round(100 / (100 - aggregation.percent)) : 1;
}

function wholeTrial(metric: FigureName, trial: TrialRecord): number | null {
  switch (metric) {
    case 'lost':
    case 'failed':
    case 'done_again':
      return trial.ledger?.[LEDGER_FIELDS[metric]] ?? null;
    default:
      return trialFigure(metric, trial);
  }
}

function phaseFigure(metric: FigureName, phase: PhaseRecord, { workers }: TrialRecord): number | null {
  const { memoryPeakBytes, cpuMsPerTask } = phase.resources;
  switch (metric) {
    case 'throughput':
      return phase.throughputPerSec;
    case 'utilization':
      return phase.utilizationRatio;
    case 'memory':
      return memoryPeakBytes;
    case 'memory_per_worker':
      return memoryPeakBytes === null ? null : memoryPeakBytes / workers;
    case 'cpu_per_task':
      return cpuMsPerTask;
    case 'capacity':
    case 'lost':
    case 'failed':
    case 'done_again':
      return null;
    default:
      return assertNever(metric);
  }
}
