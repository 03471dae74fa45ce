// Holds every claim of a run against what was measured: holds, does not hold, or undecided, always with the figures. A
// claim that does not hold is a finding and no failure: the gate does not read this.

import type { RunResult, TrialRecord } from '../../result/index.ts';
import { sum } from '../../stats/index.ts';
import { unitOf } from '../threshold/limit.ts';
import { subject, type Limit } from '../threshold/threshold.ts';
import type { Claim, ClaimText, Side } from './claim.ts';
import { contrast, type Contrast, type Values } from './contrast.ts';
import { figureOfTrial, growsInTrial, loadLabel } from './figure.ts';
import { pairsOf } from './pairs.ts';
import { parseClaim } from './parse.ts';

export type ClaimVerdict = 'holds' | 'does not hold' | 'undecided';

/** What one setting showed. */
export interface ClaimFigure {
  readonly cellId: string;
  /** "p95(wait)". */
  readonly subject: string;
  /** Label of its load; null where the claim names none. */
  readonly load: string | null;
  /** Mean over the repeats; null where no trial has the figure. */
  readonly value: number | null;
  /** Trials that have it. */
  readonly repeats: number;
}

export interface ClaimPair {
  readonly left: ClaimFigure;
  readonly right: ClaimFigure;
  readonly unit: Limit['unit'];
  /** Null where a figure is wanting. */
  readonly contrast: Contrast | null;
  readonly verdict: ClaimVerdict;
  /** Why it is undecided; null otherwise. */
  readonly reason: string | null;
}

export interface ClaimOutcome extends ClaimText {
  readonly operator: Claim['operator'];
  readonly factor: number;
  /** holds: every pair does. does not hold: some pair shows the contrary. */
  readonly verdict: ClaimVerdict;
  /** Every two settings compared; none where the run has no such two. */
  readonly pairs: readonly ClaimPair[];
}

/** One outcome for each claim, in their order. Throws BAD_CLAIM. */
export function evaluateClaims(result: RunResult): readonly ClaimOutcome[] {
  return result.claims.map(({ says, that }) => {
    const claim = parseClaim(that);
    const pairs = pairsOf(claim, result.cells).map(({ left, right }) =>
      judgePair(claim, measured(left.id, result), measured(right.id, result), [left.id, right.id]),
    );
    const { operator, factor } = claim;
    return { says, that, operator, factor, verdict: verdictOf(pairs), pairs };
  });
}

function verdictOf(pairs: readonly ClaimPair[]): ClaimVerdict {
  if (pairs.some(({ verdict }) => verdict === 'does not hold')) return 'does not hold';
  return pairs.length > 0 && pairs.every(({ verdict }) => verdict === 'holds') ? 'holds' : 'undecided';
}

function measured(cellId: string, { trials }: RunResult): readonly TrialRecord[] {
  return trials.filter((trial) => trial.cellId === cellId && trial.state === 'measured');
}

function judgePair(
  claim: Claim,
  left: readonly TrialRecord[],
  right: readonly TrialRecord[],
  [leftId, rightId]: readonly [string, string],
): ClaimPair {
  const [ours, theirs] = [valuesOf(claim.left, left), valuesOf(claim.right, right)];
  const head = {
    left: figure(claim.left, leftId, left, ours),
    right: figure(claim.right, rightId, right, theirs),
    unit: unitOf(claim.left.subject.metric),
  };
  if (ours.size === 0 || theirs.size === 0) {
    const { subject: wanting } = ours.size === 0 ? claim.left : claim.right;
    const tasks = wanting.kind === 'latency' ? ' with enough tasks' : '';
    const reason = `no usable trial${tasks} gives ${subject(wanting)}`;
    return { ...head, contrast: null, verdict: 'undecided', reason };
  }
  const found = contrast(ours, theirs, claim.factor);
  const grown = {
    left: left.some((trial) => growsInTrial(claim.left, trial)),
    right: right.some((trial) => growsInTrial(claim.right, trial)),
  };
  return { ...head, contrast: found, ...judge(claim, found, grown) };
}

function valuesOf(side: Side, trials: readonly TrialRecord[]): Values {
  return new Map(
    trials.flatMap((trial) => {
      const value = figureOfTrial(side, trial);
      return value === null ? [] : [[trial.repeat, value] as const];
    }),
  );
}

function figure(side: Side, cellId: string, trials: readonly TrialRecord[], values: Values): ClaimFigure {
  return {
    cellId,
    subject: subject(side.subject),
    load: loadLabel(side, trials[0]),
    value: values.size === 0 ? null : sum(values.values()) / values.size,
    repeats: values.size,
  };
}

type Judgement = Pick<ClaimPair, 'verdict' | 'reason'>;

const undecided = (reason: string): Judgement => ({ verdict: 'undecided', reason });

/** Sides whose backlog grew: a longer phase would have shown more there, and never less. */
interface Grown {
  readonly left: boolean;
  readonly right: boolean;
}

function judge({ operator, factor }: Claim, { scale, interval }: Contrast, grown: Grown): Judgement {
  if (interval === null) return undecided('one repeat has no interval: run it with --repeats 3');
  const limit = scale === 'ratio' ? factor : 0;
  const more = interval.low > limit || (operator === '<' && interval.low === limit);
  const less = interval.high < limit || (operator === '>' && interval.high === limit);
  if (!more && !less) return undecided('the interval leaves it open');
  if (more ? grown.right : grown.left) {
    return undecided('the backlog grew: a longer run would have shown longer waits');
  }
  return { verdict: more === (operator === '>') ? 'holds' : 'does not hold', reason: null };
}
