// Every figure of every cell over its repeats. Only trials that count are read; phases are told apart by their position.

import { fromHistogramRecord } from '../latency.ts';
import { meansSomething, phaseQuantile, quantileNeeds } from '../quantiles.ts';
import type { CellFigure, CellIntervals } from '../schema/intervals.ts';
import type { PhaseRecord, TrialRecord } from '../schema/trial.ts';
import {
  PERCENTILE_FIGURES,
  PHASE_FIGURES,
  TRIAL_FIGURES,
  type PercentileFigure,
  type PlainFigure,
} from './figures.ts';
import { intervalOverRepeats, meanOf } from './over-repeats.ts';

/** One entry a cell, in the order given. */
export function cellIntervals(
  cells: readonly { readonly id: string }[],
  trials: readonly TrialRecord[],
): readonly CellIntervals[] {
  return cells.map(({ id }) => {
    const own = trials
      .filter(({ cellId, state }) => cellId === id && state === 'measured')
      .toSorted((a, b) => a.repeat - b.repeat);
    return { cellId: id, repeats: own.length, figures: [...figuresOf(own)] };
  });
}

function figuresOf(trials: readonly TrialRecord[]): readonly CellFigure[] {
  const [first] = trials;
  if (first === undefined) return [];
  const ofTrial = TRIAL_FIGURES.flatMap((figure) => plain(figure, trials, null));
  const ofPhases = first.phases.flatMap((phase, index) =>
    phase.phase === 'warm-up'
      ? []
      : phaseFigures(
          trials.flatMap(({ phases }) => phases[index] ?? []),
          index,
        ),
  );
  return [...ofTrial, ...ofPhases];
}

function phaseFigures(phases: readonly PhaseRecord[], index: number): readonly CellFigure[] {
  const simple = PHASE_FIGURES.flatMap((figure) => plain(figure, phases, index));
  const asked = PERCENTILE_FIGURES.filter(({ field }) => meansSomething(phases, field));
  return [...simple, ...asked.map((figure) => percentile(figure, phases, index))];
}

function plain<T>(
  figure: PlainFigure<T>,
  sources: readonly T[],
  phase: number | null,
): readonly CellFigure[] {
  const values = sources.map(figure.of).filter((value) => value !== null);
  if (values.length === 0) return [];
  const { metric, unit } = figure;
  const interval = intervalOverRepeats(values, false);
  return [{ metric, phase, unit, value: meanOf(values), perRepeat: values, interval, refused: null }];
}

function percentile(
  { metric, field, percent }: PercentileFigure,
  phases: readonly PhaseRecord[],
  index: number,
): CellFigure {
  const head = { metric, phase: index, unit: 'ms' } as const;
  const pooled = phaseQuantile(phases, field, percent / 100);
  const refuse = (why: 'few-observations' | 'unstable', needed: number | null): CellFigure => ({
    ...head,
    value: null,
    perRepeat: [],
    interval: null,
    refused: { why, needed },
  });
  if (pooled.kind === 'refused') return refuse(pooled.why, pooled.needed);
  // A repeat needs no interval of its own, but one task beyond the percentile, or its percentile is its maximum.
  const least = Math.round(100 / (100 - percent));
  if (phases.some((phase) => phase[field].summary.count < least)) {
    return refuse('few-observations', quantileNeeds(percent / 100));
  }
  const perRepeat = phases.map((phase) => fromHistogramRecord(phase[field]).quantileMs(percent / 100));
  const { lowMs: low, highMs: high, confidence } = pooled;
  const inside = { low, high, confidence, method: 'order-statistics' } as const;
  const interval = phases.length === 1 ? inside : intervalOverRepeats(perRepeat, true);
  return { ...head, value: meanOf(perRepeat), perRepeat, interval, refused: null };
}

/** The figure of a cell; undefined where the run has none. `phase` null for figures of the trial as a whole. */
export function figureOf(
  intervals: readonly CellIntervals[],
  cellId: string,
  metric: string,
  phase: number | null,
): CellFigure | undefined {
  const cell = intervals.find((one) => one.cellId === cellId);
  return cell?.figures.find((one) => one.metric === metric && one.phase === phase);
}
