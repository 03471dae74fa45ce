// Holds every threshold of a run against every cell. A threshold passes only on sound, complete data; it fails
// on what the measured trials show; everything else is undecided and says why.

import {
  latencyPhases,
  type CellIntervals,
  type FigureInterval,
  type ResultWarning,
  type RunResult,
  type TrialRecord,
} from '../../result/index.ts';
import { backlogGrowth } from '../backlog.ts';
import { thresholdInterval } from './interval.ts';
import { measure, readableTrials } from './measure.ts';
import { parseThreshold } from './parse.ts';
import { holds, subject, type Limit, type Operator, type Threshold } from './threshold.ts';

interface ThresholdRow {
  readonly cellId: string;
  /** The threshold as written. */
  readonly threshold: string;
  /** What is measured: "p95(wait)". */
  readonly subject: string;
  readonly operator: Operator;
  readonly limit: Limit;
  /** Warnings of the trials and phases that the value comes from. */
  readonly warnings: readonly ResultWarning[];
  /** Over the repeats, or from the tasks of the only one; null where the result has none of this figure. */
  readonly interval: FigureInterval | null;
}

export type ThresholdOutcome = ThresholdRow &
  (
    | { readonly outcome: 'passed'; readonly value: number }
    | { readonly outcome: 'failed'; readonly value: number }
    | {
        readonly outcome: 'undecided';
        /** What the sound trials show; null where a number would mislead. */
        readonly value: number | null;
        readonly reason: string;
        /** Observations that would decide, where those are wanting. */
        readonly needed: number | null;
      }
  );

/** One outcome for each threshold and cell, cells in the order of the run. Throws BAD_THRESHOLD. */
export function evaluateThresholds(result: RunResult): readonly ThresholdOutcome[] {
  const thresholds = result.thresholds.map(parseThreshold);
  return result.cells.flatMap(({ id }) => {
    const trials = result.trials.filter(({ cellId }) => cellId === id);
    return thresholds.map((threshold) => evaluate(threshold, id, trials, result.intervals));
  });
}

function evaluate(
  threshold: Threshold,
  cellId: string,
  trials: readonly TrialRecord[],
  intervals: readonly CellIntervals[],
): ThresholdOutcome {
  const readable = readableTrials(threshold, trials);
  const row: ThresholdRow = {
    cellId,
    threshold: threshold.text,
    subject: subject(threshold),
    operator: threshold.operator,
    limit: threshold.limit,
    warnings: warningsOf(trials),
    interval: thresholdInterval(threshold, cellId, readable, intervals),
  };
  const undecided = (reason: string, value: number | null = null, needed: number | null = null) =>
    ({ ...row, outcome: 'undecided', reason, value, needed }) as const;
  if (readable.length === 0) return undecided(unsound(trials) ?? 'no trial was run');
  const measured = measure(threshold, readable);
  if (measured.kind === 'wanting') return undecided(measured.reason, null, measured.needed);
  const { value } = measured;
  const kept = holds(value, threshold.operator, threshold.limit.value);
  const growth = backlogGrowth(threshold.metric, readable.flatMap(latencyPhases));
  // What waited too long already would have waited longer still; nothing else is shown by such waits.
  const proven = !kept && threshold.operator.startsWith('<');
  if (growth !== null && !proven) return undecided(growth);
  if (!kept) return { ...row, outcome: 'failed', value };
  const doubt = unsound(trials);
  return doubt === undefined ? { ...row, outcome: 'passed', value } : undecided(doubt, value);
}

// A cell with an unusable trial has not shown that it keeps the threshold, only that it sometimes does.
function unsound(trials: readonly TrialRecord[]): string | undefined {
  const unusable = trials.filter(({ state }) => state !== 'measured');
  if (unusable.length === 0) return undefined;
  const states = [...new Set(unusable.map(({ state }) => state))].join(', ');
  return `${unusable.length} of ${trials.length} trials not usable (${states})`;
}

function warningsOf(trials: readonly TrialRecord[]): readonly ResultWarning[] {
  const all = trials.flatMap((trial) => [
    ...trial.warnings,
    ...trial.phases.filter(({ phase }) => phase !== 'warm-up').flatMap(({ warnings }) => warnings),
  ]);
  return [...new Map(all.map((warning) => [`${warning.code} ${warning.detail}`, warning])).values()];
}
