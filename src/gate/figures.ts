// Reads single figures of a trial from its record: the one place that knows which phases a figure comes from.
// Latencies, slip and utilization come from phases with due times alone; warm-up counts for nothing.

import {
  latencyPhases,
  saturatePhases,
  type HistogramRecord,
  type PhaseRecord,
  type TrialRecord,
} from '../result/index.ts';
import type { LatencyName } from './threshold/metrics.ts';

/** The histograms of a latency over the given phases; of one task type when it is named. */
export function latencyRecords(
  phases: readonly PhaseRecord[],
  metric: LatencyName,
  task: string | null,
): readonly HistogramRecord[] {
  return phases.flatMap((phase) => {
    if (metric === 'slip') return phase.slip === null ? [] : [phase.slip];
    const source = task === null ? [phase] : phase.byTask.filter(({ name }) => name === task);
    return source.map((figures) => figures[metric === 'end_to_end' ? 'endToEnd' : metric]);
  });
}

/** The saturate phases, or without one those with due times. Closed loops are no part of it: each stands by itself. */
export function throughputPhases(trial: TrialRecord): readonly PhaseRecord[] {
  const saturated = saturatePhases(trial);
  return saturated.length > 0 ? saturated : latencyPhases(trial);
}

/** Bodies that ended a second over those phases; null where there is none. */
export function throughputPerSec(trial: TrialRecord): number | null {
  return weightedMean(throughputPhases(trial), ({ throughputPerSec: rate }) => rate, byTime);
}

/** Over the phases with due times, weighted by their length. */
export function utilizationRatio(trial: TrialRecord): number | null {
  return weightedMean(latencyPhases(trial), ({ utilizationRatio: ratio }) => ratio, byTime);
}

/** CPU milliseconds of the fleet a task, over the phases with due times, or without them the saturate phases. */
export function cpuMsPerTask(trial: TrialRecord): number | null {
  const open = latencyPhases(trial);
  const phases = open.length > 0 ? open : saturatePhases(trial);
  const known = phases.filter(({ resources }) => resources.cpuMsPerTask !== null);
  return weightedMean(
    known,
    ({ resources }) => resources.cpuMsPerTask ?? 0,
    ({ completed }) => completed,
  );
}

const byTime = ({ durationMs }: PhaseRecord): number => durationMs;

function weightedMean(
  phases: readonly PhaseRecord[],
  value: (phase: PhaseRecord) => number,
  weight: (phase: PhaseRecord) => number,
): number | null {
  let total = 0;
  let weights = 0;
  for (const phase of phases) {
    total += value(phase) * weight(phase);
    weights += weight(phase);
  }
  return weights === 0 ? null : total / weights;
}
