// Holds every threshold of a run against every cell. A threshold passes only on sound, complete data; it fails
// on what the measured trials show; everything else is undecided and says why.

import type { ResultWarning, RunResult, TrialRecord } from '../../result/index.ts';
import { openLoopPhases } from '../figures.ts';
import { measure, readableTrials } from './measure.ts';
import { METRICS } from './metrics.ts';
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
}

export type ThresholdOutcome = ThresholdRow &
  (
    | { readonly outcome: 'passed'; readonly value: number }
    | { readonly outcome: 'failed'; readonly value: number }
    | {
        readonly outcome: 'undecided';
        /** What was seen, where anything was; not to be trusted. */
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
    return thresholds.map((threshold) => evaluate(threshold, id, trials));
  });
}

function evaluate(threshold: Threshold, cellId: string, trials: readonly TrialRecord[]): ThresholdOutcome {
  const row: ThresholdRow = {
    cellId,
    threshold: threshold.text,
    subject: subject(threshold),
    operator: threshold.operator,
    limit: threshold.limit,
    warnings: warningsOf(trials),
  };
  const undecided = (reason: string, value: number | null = null, needed: number | null = null) =>
    ({ ...row, outcome: 'undecided', reason, value, needed }) as const;
  const readable = readableTrials(threshold, trials);
  if (readable.length === 0) return undecided(unsound(trials) ?? 'no trial was run');
  const measured = measure(threshold, readable);
  if (measured.kind === 'wanting') return undecided(measured.reason, measured.value, measured.needed);
  const { value } = measured;
  if (!holds(value, threshold.operator, threshold.limit.value)) return { ...row, outcome: 'failed', value };
  const doubt = unsound(trials) ?? growing(threshold, readable);
  return doubt === undefined ? { ...row, outcome: 'passed', value } : undecided(doubt, value);
}

// A cell with an unusable trial has not shown that it keeps the threshold, only that it sometimes does.
function unsound(trials: readonly TrialRecord[]): string | undefined {
  const unusable = trials.filter(({ state }) => state !== 'measured');
  if (unusable.length === 0) return undefined;
  const states = [...new Set(unusable.map(({ state }) => state))].join(', ');
  return `${unusable.length} of ${trials.length} trials not usable (${states})`;
}

// Under a growing backlog a longer phase would have waited longer: a pass proves nothing.
function growing(threshold: Threshold, trials: readonly TrialRecord[]): string | undefined {
  if (METRICS[threshold.metric].kind !== 'latency') return undefined;
  const grew = trials.flatMap(openLoopPhases).some((phase) => hasCode(phase.warnings, 'backlog-grew'));
  return grew ? 'the backlog grew through the phase' : undefined;
}

const hasCode = (warnings: readonly ResultWarning[], code: ResultWarning['code']): boolean =>
  warnings.some((warning) => warning.code === code);

function warningsOf(trials: readonly TrialRecord[]): readonly ResultWarning[] {
  const all = trials.flatMap((trial) => [
    ...trial.warnings,
    ...trial.phases.filter(({ phase }) => phase !== 'warm-up').flatMap(({ warnings }) => warnings),
  ]);
  return [...new Map(all.map((warning) => [`${warning.code} ${warning.detail}`, warning])).values()];
}
