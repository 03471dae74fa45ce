// Reads single figures of a trial from its record: the one place that knows which phases a figure comes from.
// Latencies, slip and utilization come from the open-loop phases alone; warm-up counts for nothing.

import type { HistogramRecord, PhaseRecord, TrialRecord } from '../result/index.ts';
import type { LatencyName } from './threshold/metrics.ts';

/** The phases whose tasks had an intended time. */
export function openLoopPhases(trial: TrialRecord): readonly PhaseRecord[] {
  return trial.phases.filter(({ offeredPerSec }) => offeredPerSec !== null);
}

/** The histograms of a latency over the open-loop phases; of one task type when it is named. */
export function latencyRecords(
  trial: TrialRecord,
  metric: LatencyName,
  task: string | null,
): readonly HistogramRecord[] {
  return openLoopPhases(trial).flatMap((phase) => {
    if (metric === 'slip') return phase.slip === null ? [] : [phase.slip];
    const source = task === null ? [phase] : phase.byTask.filter(({ name }) => name === task);
    return source.map((figures) => figures[metric === 'end_to_end' ? 'endToEnd' : metric]);
  });
}

/** Bodies that ended a second: in the saturate phases, or without one in the open-loop phases. */
export function throughputPerSec(trial: TrialRecord): number | null {
  const saturated = trial.phases.filter(({ phase }) => phase === 'saturate');
  const phases = saturated.length > 0 ? saturated : openLoopPhases(trial);
  return weightedMean(phases, ({ throughputPerSec: rate }) => rate, byTime);
}

/** Over the open-loop phases, weighted by their length. */
export function utilizationRatio(trial: TrialRecord): number | null {
  return weightedMean(openLoopPhases(trial), ({ utilizationRatio: ratio }) => ratio, byTime);
}

/** CPU milliseconds of the fleet a task, over the open-loop phases, or without them the saturate phases. */
export function cpuMsPerTask(trial: TrialRecord): number | null {
  const open = openLoopPhases(trial);
  const phases = open.length > 0 ? open : trial.phases.filter(({ phase }) => phase === 'saturate');
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
