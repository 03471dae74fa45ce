// Both questions of a gate in one answer: does the run keep its thresholds, and is it no worse than its baseline?
// Passed only when everything asked is shown; failed on any proof to the contrary; inconclusive otherwise.

import { HeadcountError } from '../errors/index.ts';
import type { RunResult } from '../result/index.ts';
import { compareRuns, type RunComparison } from './compare/compare-runs.ts';
import { gatingMetrics } from './compare/gating-metrics.ts';
import { evaluateThresholds, type ThresholdOutcome } from './threshold/evaluate.ts';

export type GateState = 'passed' | 'failed' | 'inconclusive';

export interface GateOutcome {
  readonly state: GateState;
  /** The verdict in one sentence. */
  readonly sentence: string;
  readonly thresholds: readonly ThresholdOutcome[];
  /** Null without a baseline. */
  readonly comparison: RunComparison | null;
}

export interface GateQuestion {
  readonly result: RunResult;
  readonly baseline?: RunResult | undefined;
  /** Names of the metrics to compare by; empty = all. */
  readonly metrics?: readonly string[];
}

/** Throws BAD_THRESHOLD for a threshold that does not parse, USAGE when there is nothing to judge by. */
export function gate({ result, baseline, metrics = [] }: GateQuestion): GateOutcome {
  const compared = gatingMetrics(metrics);
  if (result.thresholds.length === 0 && baseline === undefined) {
    throw new HeadcountError('USAGE', 'there is nothing to judge the run by', {
      hint: "Add thresholds to the scenario (thresholds: ['p95(wait) < 500ms', 'lost == 0']) or give --baseline RUN.",
    });
  }
  const thresholds = evaluateThresholds(result);
  const comparison = baseline === undefined ? null : compareRuns(baseline, result, compared);
  const counts = count(thresholds, comparison);
  const state = stateOf(counts);
  return { state, sentence: sentenceFor(state, counts), thresholds, comparison };
}

interface Counts {
  readonly thresholds: number;
  readonly thresholdsFailed: number;
  readonly thresholdsUndecided: number;
  readonly comparisons: number;
  readonly regressed: number;
  readonly comparisonsUndecided: number;
  /** Cells of the baseline that the run lacks. */
  readonly missing: number;
  /** Cells compared on fewer trials than the run has, the others being unusable. */
  readonly incomplete: number;
}

function count(thresholds: readonly ThresholdOutcome[], comparison: RunComparison | null): Counts {
  const outcomes = (wanted: ThresholdOutcome['outcome']): number =>
    thresholds.filter(({ outcome }) => outcome === wanted).length;
  const comparisons = comparison?.comparisons ?? [];
  return {
    thresholds: thresholds.length,
    thresholdsFailed: outcomes('failed'),
    thresholdsUndecided: outcomes('undecided'),
    comparisons: comparisons.length,
    regressed: comparisons.filter(({ verdict }) => verdict === 'regressed').length,
    comparisonsUndecided: comparisons.filter(({ verdict }) => verdict === 'undecided').length,
    missing: comparison?.onlyInBase.length ?? 0,
    incomplete: comparison?.unusable.filter(({ run }) => run === 'candidate').length ?? 0,
  };
}

function stateOf(counts: Counts): GateState {
  if (counts.thresholdsFailed + counts.regressed > 0) return 'failed';
  const open = counts.thresholdsUndecided + counts.comparisonsUndecided + counts.missing + counts.incomplete;
  // A run without a cell, or two runs without a common one, have shown nothing.
  return open > 0 || counts.thresholds + counts.comparisons === 0 ? 'inconclusive' : 'passed';
}

function sentenceFor(state: GateState, counts: Counts): string {
  const parts = [
    ...part(counts.thresholdsFailed, counts.thresholds, 'threshold check', 'failed'),
    ...part(counts.regressed, counts.comparisons, 'comparison', 'regressed'),
    ...part(counts.thresholdsUndecided, counts.thresholds, 'threshold check', 'undecided'),
    ...part(counts.comparisonsUndecided, counts.comparisons, 'comparison', 'undecided'),
    ...(counts.missing > 0 ? [`${cells(counts.missing)} of the baseline missing`] : []),
    ...(counts.incomplete > 0 ? [`unusable trials in ${cells(counts.incomplete)}`] : []),
  ];
  const nothing = counts.thresholds + counts.comparisons === 0;
  if (nothing) return 'Inconclusive: there was no cell to judge.';
  if (state !== 'passed') return `${state === 'failed' ? 'Failed' : 'Inconclusive'}: ${parts.join(', ')}.`;
  const kept = counts.thresholds > 0 ? [`all ${counts.thresholds} threshold checks hold`] : [];
  const same = counts.comparisons > 0 ? [`none of ${counts.comparisons} comparisons is worse`] : [];
  return `Passed: ${[...kept, ...same].join(' and ')}.`;
}

const cells = (count: number): string => (count === 1 ? '1 cell' : `${count} cells`);

function part(some: number, all: number, noun: string, state: string): readonly string[] {
  return some === 0 ? [] : [`${some} of ${all} ${noun}${all === 1 ? '' : 's'} ${state}`];
}
