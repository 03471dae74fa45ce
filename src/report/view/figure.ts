// One figure of a cell over its repeats as it is shown: a value with its interval, or the reason why there is none.
// The figures themselves are in the result; nothing is computed anew here.

import { assertNever } from '../../errors/index.ts';
import type { CellFigure, FigureInterval, LatencyField, PhaseRecord } from '../../result/index.ts';
import { figureText, intervalText, rangeText, type FigureUnit } from './figure-text.ts';

/** A mean over repeats. */
export interface Estimate {
  readonly kind: 'value';
  readonly unit: FigureUnit;
  readonly value: number;
  /** Ends of the 95 % interval; both null with one repeat whose tasks give none. */
  readonly low: number | null;
  readonly high: number | null;
  readonly method: FigureInterval['method'] | null;
  readonly repeats: number;
}

/** A figure that would mislead; never shown as a number. */
export interface Refused {
  readonly kind: 'refused';
  readonly why: NonNullable<CellFigure['refused']>['why'];
  /** For a table: "n < 368", "grows 12/s". */
  readonly short: string;
  /** Whatever it is of: "p99 needs 368 observations; a figure of fewer would mislead". */
  readonly rule: string;
  /** Of this figure: "p99 needs 368 observations, 212 were made". */
  readonly text: string;
}

export type Figure = Estimate | Refused;

/** `phases`: the same phase in every repeat; `field`: the latency that a percentile is of. */
export function viewFigure(
  figure: CellFigure,
  phases: readonly PhaseRecord[],
  field: LatencyField | null,
): Figure | null {
  const { value, interval, refused, unit, perRepeat } = figure;
  if (refused !== null) return refusal(figure.metric, refused, phases, field);
  if (value === null) return null;
  return {
    kind: 'value',
    unit,
    value,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    method: interval?.method ?? null,
    repeats: perRepeat.length,
  };
}

/** The value, or null where there is none to show or compare. */
export function valueOf(figure: Figure | null | undefined): number | null {
  return figure?.kind === 'value' ? figure.value : null;
}

/** "420/s", or what stands in its place. */
export function plainText(figure: Figure): string {
  return figure.kind === 'value' ? figureText(figure.unit, figure.value) : figure.short;
}

/** "420/s (411 to 430)", or what stands in its place. */
export function fullText(figure: Figure): string {
  return figure.kind === 'value' ? intervalText(figure.unit, figure) : figure.short;
}

/** " (411 to 430, 5 repeats)", for the words behind a mark. */
export function spreadText({ unit, value, low, high, repeats, method }: Estimate): string {
  if (low === null || high === null) return '';
  const from = method === 'order-statistics' ? 'from its tasks' : `${repeats} repeats`;
  return ` (${rangeText(unit, value, low, high)}, ${from})`;
}

/** The same figure divided: memory of a worker from that of the fleet. */
export function divided(estimate: Estimate, by: number): Estimate {
  const { value, low, high } = estimate;
  return {
    ...estimate,
    value: value / by,
    low: low === null ? null : low / by,
    high: high === null ? null : high / by,
  };
}

function refusal(
  metric: string,
  { why, needed }: NonNullable<CellFigure['refused']>,
  phases: readonly PhaseRecord[],
  field: LatencyField | null,
): Refused {
  switch (why) {
    case 'few-observations': {
      const made = phases.reduce((sum, phase) => sum + (field === null ? 0 : phase[field].summary.count), 0);
      const least = (needed ?? 0).toLocaleString('en-US');
      const percentile = metric.replace(/\(.*$/, '');
      const seen = `${made.toLocaleString('en-US')} ${made === 1 ? 'was' : 'were'} made`;
      return {
        kind: 'refused',
        why,
        short: `n < ${least}`,
        rule: `${percentile} needs ${least} observations; a figure of fewer would mislead`,
        text: `${percentile} needs ${least} observations, ${seen}`,
      };
    }
    case 'unstable':
      return { kind: 'refused', why, short: driftShort(phases), rule: GREW, text: driftText(phases) };
    default:
      return assertNever(why);
  }
}

// The fastest growth of the repeats: one that grew makes the percentiles of all of them meaningless.
function worstDrift(phases: readonly PhaseRecord[]) {
  const drifts = phases
    .filter(({ steadiness }) => steadiness.verdict === 'unstable')
    .flatMap(({ steadiness }) => steadiness.drift ?? []);
  return drifts.toSorted((a, b) => b.tasksPerSec - a.tasksPerSec)[0];
}

function driftShort(phases: readonly PhaseRecord[]): string {
  const drift = worstDrift(phases);
  return drift === undefined ? 'unstable' : `grows ${figureText('per-second', drift.tasksPerSec)}`;
}

const GREW = 'the backlog grew: waits describe the length of the phase';

/** "the backlog grew by 12/s (10 to 14): waits describe the length of the phase". */
export function driftText(phases: readonly PhaseRecord[]): string {
  const drift = worstDrift(phases);
  if (drift === undefined) return GREW;
  const { tasksPerSec: value, lowPerSec: low, highPerSec: high } = drift;
  return `the backlog grew by ${intervalText('per-second', { value, low, high })}: waits describe the length of the phase`;
}
