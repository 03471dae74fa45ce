// A run against its baseline: each metric of each cell that both have, one value a repeat, compared by the exact
// permutation test (models of the test and its interval: src/stats/permutation.ts).

import type { RunResult, TrialRecord } from '../../result/index.ts';
import { holm } from '../../stats/index.ts';
import { differences, type Difference } from './differences.ts';
import { changeRatio, effect, floorOf, type Effect } from './effect.ts';
import { GATING_METRICS, type GatingMetric } from './gating-metrics.ts';
import { judgeEffect, type Verdict } from './judge.ts';

interface ComparisonRow {
  readonly cellId: string;
  /** As a threshold would write it: "p95(wait)". */
  readonly metric: string;
  readonly unit: GatingMetric['unit'];
  readonly better: GatingMetric['better'];
  /** Null when either side has no trial that can be used. */
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
  const pairs = shared.flatMap((cellId) => {
    const before = measuredTrials(base, cellId);
    const after = measuredTrials(candidate, cellId);
    return metrics
      .filter((metric) => applies(metric, before, after))
      .map((metric) => ({
        cellId,
        metric,
        effect: effect(metric, summaries(metric, before), summaries(metric, after)),
      }));
  });
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
}

function compare({ cellId, metric, effect: found }: Pair, adjustedP: number, tests: number): Comparison {
  const row = { cellId, metric: metric.name, unit: metric.unit, better: metric.better };
  if (found === null) {
    const reason =
      metric.observationsNeeded > 0
        ? `no usable trial with at least ${metric.observationsNeeded} tasks in one of the runs`
        : 'no usable trial in one of the runs';
    return { ...row, effect: null, verdict: 'undecided', reason, repeatsNeeded: null };
  }
  const floor = floorOf(metric, found.baseMean);
  return {
    ...row,
    effect: {
      baseRepeats: found.base.length,
      candidateRepeats: found.candidate.length,
      baseMean: found.baseMean,
      candidateMean: found.candidateMean,
      changeRatio: changeRatio(metric, found.worsening),
      interval: changeInterval(metric, found),
      floorRatio: Math.max(metric.floorRatio, metric.floorAmount / found.baseMean),
      p: found.p,
      adjustedP,
    },
    ...judgeEffect(found, floor, adjustedP, tests),
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

// Runs without an open-loop phase have no waits to compare, and nothing is wanting for that.
function applies(
  metric: GatingMetric,
  before: readonly TrialRecord[],
  after: readonly TrialRecord[],
): boolean {
  if (before.length === 0 || after.length === 0) return true;
  return [...before, ...after].some((trial) => metric.appliesTo(trial));
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

function summaries(metric: GatingMetric, trials: readonly TrialRecord[]): readonly number[] {
  return trials.map((trial) => metric.of(trial)).filter((value) => value !== null);
}
