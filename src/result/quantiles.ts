// Percentiles for people: with the interval that the tasks themselves give, or refused where they would mislead. The
// summaries beside the histograms stay raw; whatever shows or judges a percentile reads it here.

import { equalTailedRanks, observationsNeeded } from '../stats/index.ts';
import { mergeHistogramRecords } from './latency.ts';
import type { HistogramRecord } from './schema/histogram.ts';
import type { PhaseRecord } from './schema/trial.ts';

const CONFIDENCE = 0.95;

export type QuantileView =
  | {
      readonly kind: 'value';
      readonly valueMs: number;
      /** Between order statistics: tasks of one run taken as independent of each other. */
      readonly lowMs: number;
      readonly highMs: number;
      /** Coverage reached, at least 0.95. */
      readonly confidence: number;
      readonly count: number;
    }
  /** Too few tasks for a two-sided 95 % interval: 368 for p99. */
  | {
      readonly kind: 'refused';
      readonly why: 'few-observations';
      readonly count: number;
      readonly needed: number;
    }
  /** The backlog grew: waits describe the length of the phase, not the fleet. */
  | { readonly kind: 'refused'; readonly why: 'unstable'; readonly count: number; readonly needed: null };

export type LatencyField = 'wait' | 'service' | 'endToEnd';

/** The percentile `p` (0 to 1) of the records taken together. */
export function quantileView(records: readonly HistogramRecord[], p: number): QuantileView {
  const count = countOf(records);
  const needed = quantileNeeds(p);
  if (count < needed) return { kind: 'refused', why: 'few-observations', count, needed };
  const histogram = mergeHistogramRecords(records);
  const ranks = equalTailedRanks(count, p, CONFIDENCE);
  return {
    kind: 'value',
    valueMs: histogram.quantileMs(p),
    lowMs: histogram.quantileMs(ranks.lowRank / count),
    highMs: histogram.quantileMs(ranks.highRank / count),
    confidence: ranks.confidence,
    count,
  };
}

/**
 * Whether waits of such phases are those of a fleet at work, for service times always so. A queue that is kept full (while
 * saturated, or in a warm-up) makes them as long as it is.
 */
export function meansSomething(phases: readonly PhaseRecord[], field: LatencyField): boolean {
  return field === 'service' || phases.every(({ phase }) => phase !== 'saturate' && phase !== 'warm-up');
}

/** Whether the backlog of one of them grew: waits then describe the length of the phase, not the fleet. */
export function backlogGrew(phases: readonly PhaseRecord[], field: LatencyField): boolean {
  return field !== 'service' && phases.some(({ steadiness }) => steadiness.verdict === 'unstable');
}

/** The percentile of one latency over phases taken together, e.g. one phase in all repeats of a cell. */
export function phaseQuantile(phases: readonly PhaseRecord[], field: LatencyField, p: number): QuantileView {
  const records = phases.map((phase) => phase[field]);
  if (!backlogGrew(phases, field)) return quantileView(records, p);
  return { kind: 'refused', why: 'unstable', count: countOf(records), needed: null };
}

/** Tasks that a percentile `p` (0 to 1) needs for its two-sided interval. */
export const quantileNeeds = (p: number): number => observationsNeeded(p, CONFIDENCE);

const countOf = (records: readonly HistogramRecord[]): number =>
  records.reduce((sum, { summary }) => sum + summary.count, 0);
