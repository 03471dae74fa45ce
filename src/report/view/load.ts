// Which of the scenario's load phases the latency figures come from, and its figures over the repeats of a cell.

import {
  isOpenLoop,
  isScheduled,
  type CellFigure,
  type LatencyField,
  type PhaseRecord,
  type ResultWarning,
  type RunResult,
  type TrialRecord,
} from '../../result/index.ts';
import { viewFigure, type Estimate, type Figure } from './figure.ts';

/** Percentiles of one latency; null where the run has none (waits while the queue is kept full). */
export interface Quantiles {
  /** Tasks observed, all repeats together. */
  readonly count: number;
  readonly p50: Figure | null;
  readonly p95: Figure | null;
  readonly p99: Figure | null;
}

/** One phase of a cell, its measured repeats together. */
export interface LoadView {
  readonly phase: PhaseRecord['phase'];
  readonly label: string;
  /** Mean over the repeats; null in a phase without a schedule. */
  readonly offeredPerSec: number | null;
  readonly throughput: Estimate | null;
  readonly utilization: Estimate | null;
  readonly wait: Quantiles;
  readonly service: Quantiles;
  readonly endToEnd: Quantiles;
  readonly cpuMsPerTask: Estimate | null;
  /** The highest rate that kept the goal of a capacity search; null in other phases, and where none did. */
  readonly search: Estimate | null;
  /** Whether the backlog grew in any repeat. */
  readonly unstable: boolean;
  /** Whether in any repeat too few tasks ended to tell if it was steady. */
  readonly unjudged: boolean;
  readonly warnings: readonly ResultWarning[];
  /** The phase in every repeat that counts. */
  readonly phases: readonly PhaseRecord[];
}

/**
 * The position, within a trial's phases, of the open-loop phase that most cells went through without a growing
 * backlog; of several, the busiest. A capacity search only where there is nothing else: its rate is another for every
 * cell. Null when the run has no open-loop phase.
 */
export function chooseLoad(result: RunResult): number | null {
  const scores = new Map<number, { asked: number; steady: number; busy: number }>();
  for (const trial of result.trials) {
    if (trial.state !== 'measured') continue;
    trial.phases.forEach((phase, index) => {
      if (!isOpenLoop(phase)) return;
      const score = scores.get(index) ?? { asked: isScheduled(phase) ? 1 : 0, steady: 0, busy: 0 };
      const steady = phase.steadiness.verdict === 'unstable' ? 0 : 1;
      scores.set(index, {
        ...score,
        steady: score.steady + steady,
        busy: score.busy + phase.utilizationRatio,
      });
    });
  }
  const ranked = [...scores].sort(
    ([, a], [, b]) => b.asked - a.asked || b.steady - a.steady || b.busy - a.busy,
  );
  return ranked[0]?.[0] ?? null;
}

/** The phases at one position over the given trials; null when there is none. `figures`: those of the cell. */
export function viewLoad(
  trials: readonly TrialRecord[],
  index: number,
  figures: readonly CellFigure[],
): LoadView | null {
  const phases = trials.flatMap((trial) => trial.phases.slice(index, index + 1));
  const [first] = phases;
  if (first === undefined) return null;
  const own = new Map(figures.filter(({ phase }) => phase === index).map((one) => [one.metric, one]));
  const read = (metric: string, field: LatencyField | null): Figure | null => {
    const found = own.get(metric);
    return found === undefined ? null : viewFigure(found, phases, field);
  };
  const estimate = (metric: string) => asEstimate(read(metric, null));
  const quantiles = (name: string, field: LatencyField): Quantiles => ({
    count: phases.reduce((sum, phase) => sum + phase[field].summary.count, 0),
    p50: read(`p50(${name})`, field),
    p95: read(`p95(${name})`, field),
    p99: read(`p99(${name})`, field),
  });
  return {
    phase: first.phase,
    label: first.label,
    offeredPerSec: first.offeredPerSec === null ? null : mean(phases.map((p) => p.offeredPerSec ?? 0)),
    throughput: estimate('throughput'),
    utilization: estimate('utilization'),
    wait: quantiles('wait', 'wait'),
    service: quantiles('service', 'service'),
    endToEnd: quantiles('end_to_end', 'endToEnd'),
    cpuMsPerTask: estimate('cpu_per_task'),
    search: estimate('search'),
    unstable: phases.some(({ steadiness }) => steadiness.verdict === 'unstable'),
    unjudged: phases.some(({ steadiness }) => steadiness.verdict === 'not-judged'),
    warnings: phases.flatMap((phase) => phase.warnings),
    phases,
  };
}

/** Figures that are never refused. */
export function asEstimate(figure: Figure | null): Estimate | null {
  return figure?.kind === 'value' ? figure : null;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
