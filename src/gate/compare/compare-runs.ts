// A run against its baseline: each metric of each cell that both have, one value a repeat, compared by the exact
// permutation test (models of the test and its interval: src/stats/permutation.ts).

import type { RunResult, TrialRecord } from '../../result/index.ts';
import { holm } from '../../stats/index.ts';
import { differences, type Difference } from './differences.ts';
import { changeRatio, effect, floorOf, type Effect } from './effect.ts';
import { GATING_METRICS, withClosedLoads, type GatingMetric, type Summary } from './gating-metrics.ts';
import { judgeEffect, type Verdict } from './judge.ts';

interface ComparisonRow {
  readonly cellId: string;
  /** As a threshold would write it: "p95(wait)". */
  readonly metric: string;
  /** The closed loop it is of, in the words of its label; null for a figure of the whole trial. */
  readonly load: string | null;
  readonly unit: GatingMetric['unit'];
  readonly better: GatingMetric['better'];
  /** Null when either side has no trial that can be used, or its backlog grew and nothing is shown by that. */
  readonly effect: {
    readonly baseRepeats: number;
    readonly candidateRepeats: number;
    /** Geometric means over the repeats, in the unit. */
    readonly baseMean: number;
    readonly candidateMean: number;
    /** Candidate / base − 1. */
    readonly changeRatio: number;
    /** Its 95 % interval; null with too few repeats. */
    readonly interval: { readonly low: number; readonly high: number; readonly confidence: number } | null;
    /** Changes up to this share of the baseline do not count. */
    readonly floorRatio: number;
    readonly p: number;
    /** After Holm's correction over all tests of the comparison. */
    readonly adjustedP: number;
  } | null;
}

export type Comparison = ComparisonRow & Verdict;

/** Trials of one cell and run that were invalid, failed or interrupted, and all of them. */
export interface UnusableTrials {
  readonly run: 'base' | 'candidate';
  readonly cellId: string;
  readonly unusable: number;
  readonly trials: number;
}

export interface RunComparison {
  readonly comparisons: readonly Comparison[];
  /** Cells that only one of the runs has. */
  readonly onlyInBase: readonly string[];
  readonly onlyInCandidate: readonly string[];
  readonly differences: readonly Difference[];
  /** Shared cells some of whose trials could not be used. */
  readonly unusable: readonly UnusableTrials[];
  /** How many tests Holm's correction was over. */
  readonly tests: number;
}

export function compareRuns(
  base: RunResult,
  candidate: RunResult,
  metrics: readonly GatingMetric[] = GATING_METRICS,
): RunComparison {
  const ids = candidate.cells.map(({ id }) => id);
  const shared = base.cells.map(({ id }) => id).filter((id) => ids.includes(id));
  const pairs = shared.flatMap((cellId) =>
    pairsOf(cellId, measuredTrials(base, cellId), measuredTrials(candidate, cellId), metrics),
  );
  const tested = pairs.flatMap((pair) => (pair.effect === null ? [] : [pair.effect]));
  const adjusted = new Map(holm(tested.map(({ p }) => p)).map((p, i) => [tested[i], p]));
  return {
    comparisons: pairs.map((pair) =>
      compare(pair, adjusted.get(pair.effect ?? undefined) ?? 1, tested.length),
    ),
    onlyInBase: base.cells.map(({ id }) => id).filter((id) => !shared.includes(id)),
    onlyInCandidate: ids.filter((id) => !shared.includes(id)),
    differences: differences(base, candidate),
    unusable: [...unusableTrials('base', base, shared), ...unusableTrials('candidate', candidate, shared)],
    tests: tested.length,
  };
}

interface Pair {
  readonly cellId: string;
  readonly metric: GatingMetric;
  readonly effect: Effect | null;
  /** Why there is no effect, or why it shows nothing unless it is for the worse; null where neither is so. */
  readonly doubt: string | null;
}

// Runs without a scheduled phase have no waits to compare, and nothing is wanting for that.
function pairsOf(
  cellId: string,
  before: readonly TrialRecord[],
  after: readonly TrialRecord[],
  metrics: readonly GatingMetric[],
): readonly Pair[] {
  const trials = [...before, ...after];
  const none = before.length === 0 || after.length === 0;
  return withClosedLoads(metrics, trials)
    .filter((metric) => none || trials.some((trial) => metric.appliesTo(trial)))
    .map((metric) => ({ cellId, metric, ...found(metric, before, after) }));
}

function found(
  metric: GatingMetric,
  before: readonly TrialRecord[],
  after: readonly TrialRecord[],
): Pick<Pair, 'effect' | 'doubt'> {
  const base = before.map((trial) => metric.of(trial));
  const candidate = after.map((trial) => metric.of(trial));
  // What waited too long in the run already would have waited longer still; in the baseline that proves nothing.
  const unknown = growth(base);
  if (unknown !== null) return { effect: null, doubt: `${unknown} (in the baseline)` };
  const shown = effect(metric, base.flatMap(valueOf), candidate.flatMap(valueOf));
  return { effect: shown, doubt: shown === null ? wanting(metric) : growth(candidate) };
}

const valueOf = (one: Summary): readonly number[] => (one.kind === 'none' ? [] : [one.value]);

const growth = (summaries: readonly Summary[]): string | null =>
  summaries.flatMap((one) => (one.kind === 'at-least' ? [one.reason] : []))[0] ?? null;

const wanting = ({ observationsNeeded }: GatingMetric): string =>
  observationsNeeded > 0
    ? `no usable trial with at least ${observationsNeeded} tasks in one of the runs`
    : 'no usable trial in one of the runs';

function compare(
  { cellId, metric, effect: shown, doubt }: Pair,
  adjustedP: number,
  tests: number,
): Comparison {
  const { name, load, unit, better } = metric;
  const row = { cellId, metric: name, load, unit, better };
  const undecided = (reason: string): Comparison => ({
    ...row,
    effect: null,
    verdict: 'undecided',
    reason,
    repeatsNeeded: null,
  });
  if (shown === null) return undecided(doubt ?? wanting(metric));
  const verdict = judgeEffect(shown, floorOf(metric, shown.baseMean), adjustedP, tests);
  if (doubt !== null && verdict.verdict !== 'regressed') return undecided(doubt);
  return { ...row, effect: effectRecord(metric, shown, adjustedP), ...verdict };
}

function effectRecord(metric: GatingMetric, shown: Effect, adjustedP: number): ComparisonRow['effect'] {
  return {
    baseRepeats: shown.base.length,
    candidateRepeats: shown.candidate.length,
    baseMean: shown.baseMean,
    candidateMean: shown.candidateMean,
    changeRatio: changeRatio(metric, shown.worsening),
    interval: changeInterval(metric, shown),
    floorRatio: Math.max(metric.floorRatio, metric.floorAmount / shown.baseMean),
    p: shown.p,
    adjustedP,
  };
}

// For a metric where more is better the ends change places.
function changeInterval(
  metric: GatingMetric,
  { worseningInterval: interval }: Effect,
): { readonly low: number; readonly high: number; readonly confidence: number } | null {
  if (interval === null) return null;
  const ends = [changeRatio(metric, interval.low), changeRatio(metric, interval.high)];
  return { low: Math.min(...ends), high: Math.max(...ends), confidence: interval.confidence };
}

function unusableTrials(
  name: UnusableTrials['run'],
  run: RunResult,
  cellIds: readonly string[],
): readonly UnusableTrials[] {
  return cellIds.flatMap((cellId) => {
    const trials = run.trials.filter((trial) => trial.cellId === cellId);
    const unusable = trials.filter(({ state }) => state !== 'measured').length;
    return unusable === 0 ? [] : [{ run: name, cellId, unusable, trials: trials.length }];
  });
}

function measuredTrials(run: RunResult, cellId: string): readonly TrialRecord[] {
  return run.trials.filter((trial) => trial.cellId === cellId && trial.state === 'measured');
}
