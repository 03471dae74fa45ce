// Which of the scenario's load phases the latency figures come from, and its figures over the repeats of a cell.

import {
  mergeHistogramRecords,
  type HistogramRecord,
  type PhaseRecord,
  type ResultWarning,
  type RunResult,
  type TrialRecord,
} from '../../result/index.ts';
import { estimate, type Estimate } from './estimate.ts';

export interface Quantiles {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** One load phase of a cell, its measured repeats together. */
export interface LoadView {
  readonly phase: PhaseRecord['phase'];
  /** Mean over the repeats; null in a saturate phase. */
  readonly offeredPerSec: number | null;
  readonly throughput: Estimate;
  readonly utilizationRatio: number;
  readonly wait: Quantiles;
  readonly service: Quantiles;
  readonly endToEnd: Quantiles;
  readonly cpuMsPerTask: number | null;
  readonly warnings: readonly ResultWarning[];
}

/** True for phases that offer tasks on a schedule: only there does wait mean what a user would wait. */
export function isOpenLoop(phase: PhaseRecord): boolean {
  return phase.offeredPerSec !== null;
}

/**
 * The position, within a trial's phases, of the open-loop phase that most cells went through without a growing
 * backlog; of several, the busiest. Null when the run has no open-loop phase.
 */
export function chooseLoad(result: RunResult): number | null {
  const scores = new Map<number, { steady: number; busy: number }>();
  for (const trial of result.trials) {
    if (trial.state !== 'measured') continue;
    trial.phases.forEach((phase, index) => {
      if (!isOpenLoop(phase)) return;
      const score = scores.get(index) ?? { steady: 0, busy: 0 };
      const steady = phase.warnings.every((warning) => warning.code !== 'backlog-grew');
      scores.set(index, {
        steady: score.steady + (steady ? 1 : 0),
        busy: score.busy + phase.utilizationRatio,
      });
    });
  }
  const ranked = [...scores].sort(([, a], [, b]) => b.steady - a.steady || b.busy - a.busy);
  return ranked[0]?.[0] ?? null;
}

/** The phases at one position over the given trials; null when there is none. */
export function viewLoad(trials: readonly TrialRecord[], index: number): LoadView | null {
  const phases = trials.flatMap((trial) => trial.phases.slice(index, index + 1));
  const [first] = phases;
  if (first === undefined) return null;
  const perTask = phases.flatMap((phase) => phase.resources.cpuMsPerTask ?? []);
  return {
    phase: first.phase,
    offeredPerSec: first.offeredPerSec === null ? null : mean(phases.map((p) => p.offeredPerSec ?? 0)),
    throughput: estimate(phases.map((phase) => phase.throughputPerSec)),
    utilizationRatio: mean(phases.map((phase) => phase.utilizationRatio)),
    wait: quantiles(phases.map((phase) => phase.wait)),
    service: quantiles(phases.map((phase) => phase.service)),
    endToEnd: quantiles(phases.map((phase) => phase.endToEnd)),
    cpuMsPerTask: perTask.length === 0 ? null : mean(perTask),
    warnings: phases.flatMap((phase) => phase.warnings),
  };
}

/** Percentiles of the records taken together. One record has its own summary: nothing is decoded for it. */
export function quantiles(records: readonly HistogramRecord[]): Quantiles {
  const filled = records.filter((record) => record.summary.count > 0);
  const [first] = filled;
  if (first === undefined) return { count: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0 };
  if (filled.length === 1) {
    const { count, p50Ms, p95Ms, p99Ms } = first.summary;
    return { count, p50Ms, p95Ms, p99Ms };
  }
  const merged = mergeHistogramRecords(filled);
  return {
    count: merged.count,
    p50Ms: merged.quantileMs(0.5),
    p95Ms: merged.quantileMs(0.95),
    p99Ms: merged.quantileMs(0.99),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
