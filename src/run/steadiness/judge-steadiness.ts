// Whether one phase was steady, and how much of its beginning to cut off.

import type { Steadiness } from '../../result/index.ts';
import { formatDuration, formatNumber, formatRatio, ms, ratio } from '../../units/index.ts';
import { findCut, type Cut } from './cut.ts';
import { judgeDrift, wandering, type DriftVerdict } from './drift.ts';
import { BINS } from './phase-series.ts';
import { SEGMENTS } from './segments.ts';

/** Halves whose throughput differs by less are alike. */
const THROUGHPUT_MATTERS = 0.1;

export interface SteadinessFacts {
  /** Why no steadiness is demanded: the load is meant to vary. Undefined when it is. */
  readonly byDesign: string | undefined;
  readonly spanMs: number;
  /** Null while saturated or closed: then the backlog is kept, not met, and only throughput is followed. */
  readonly offeredPerSec: number | null;
  readonly slots: number;
  /** Executions that ended, bin by bin. */
  readonly finished: readonly number[];
  /** Tasks sent and not settled, bin by bin; empty when nobody looked. */
  readonly depth: readonly number[];
  /** Of these, those that ran, bin by bin: all that ran with late acks, none with early ones. */
  readonly running: readonly number[];
  /** How much arrivals and services vary together: see drift.ts. */
  readonly variability: number;
}

export interface SteadinessVerdict {
  readonly record: Steadiness;
  /** Segments to cut off. */
  readonly cut: number;
}

export function judgeSteadiness(facts: SteadinessFacts): SteadinessVerdict {
  if (facts.byDesign !== undefined) return uncut('by-design', facts.byDesign, {});
  const drift = driftOf(facts);
  const total = facts.finished.reduce((sum, one) => sum + one, 0);
  if (drift?.unstable === true) return uncut('unstable', driftText(drift), { drift: drift.drift });
  if (total < BINS) {
    const said = `${formatNumber(total)} tasks ended, ${BINS} are needed to find a warm-up`;
    return uncut('not-judged', said, { drift: drift?.drift ?? null });
  }
  return cutVerdict(facts, drift);
}

function cutVerdict(facts: SteadinessFacts, drift: DriftVerdict | null): SteadinessVerdict {
  const total = facts.finished.reduce((sum, one) => sum + one, 0);
  const throughput = findCut(facts.finished, (THROUGHPUT_MATTERS * total) / BINS);
  // Half of how far a queue at full load wanders over the phase.
  const matters = Math.max(facts.slots, wandering(total, facts.variability) / 2);
  const backlog = drift === null ? undefined : findCut(backlogOf(facts), matters);
  const found = {
    throughputCutMs: cutMs(throughput, facts.spanMs),
    backlogCutMs: backlog === undefined ? null : cutMs(backlog, facts.spanMs),
    drift: drift?.drift ?? null,
  };
  if (throughput.kind === 'never') {
    const changeRatio = throughput.first === 0 ? 1 : throughput.second / throughput.first - 1;
    return uncut('never-steady', neverText('throughput', throughput), { ...found, changeRatio });
  }
  if (backlog?.kind === 'never') return uncut('never-steady', neverText('backlog', backlog), found);
  const cut = Math.max(throughput.segments, backlog?.segments ?? 0);
  const leftOutMs = (cut / SEGMENTS) * facts.spanMs;
  const said = cut === 0 ? 'steady from the beginning' : `steady after ${formatDuration(ms(leftOutMs))}`;
  return { record: { verdict: 'steady', said, cutMs: leftOutMs, changeRatio: null, ...found }, cut };
}

function driftOf(facts: SteadinessFacts): DriftVerdict | null {
  if (facts.offeredPerSec === null || facts.depth.length === 0) return null;
  const { spanMs, offeredPerSec, variability } = facts;
  return judgeDrift(backlogOf(facts), { spanSec: spanMs / 1000, offeredPerSec, variability });
}

// What is running is no backlog.
function backlogOf({ depth, running }: SteadinessFacts): readonly number[] {
  return depth.map((tasks, bin) => Math.max(0, tasks - (running[bin] ?? 0)));
}

const NOTHING_FOUND = { throughputCutMs: null, backlogCutMs: null, changeRatio: null, drift: null } as const;

function uncut(
  verdict: Steadiness['verdict'],
  said: string,
  found: Partial<Pick<Steadiness, 'throughputCutMs' | 'backlogCutMs' | 'changeRatio' | 'drift'>>,
): SteadinessVerdict {
  return { record: { verdict, said, cutMs: 0, ...NOTHING_FOUND, ...found }, cut: 0 };
}

function cutMs(cut: Cut, spanMs: number): number | null {
  return cut.kind === 'never' ? null : (cut.segments / SEGMENTS) * spanMs;
}

function neverText(series: string, { first, second }: Cut & { kind: 'never' }): string {
  const change = first === 0 ? 'from nothing' : `by ${formatRatio(ratio(Math.abs(second / first - 1)))}`;
  return `${series} changed ${change} from the first half of the phase to the second`;
}

function driftText({ drift }: DriftVerdict): string {
  const rate = `the backlog grew by ${formatNumber(drift.tasksPerSec)} tasks/s`;
  const range = `${formatNumber(drift.lowPerSec)} to ${formatNumber(drift.highPerSec)}`;
  const excess =
    drift.excessRatio === null ? '' : `; the rate is ${formatRatio(ratio(drift.excessRatio))} too high`;
  return `${rate} (${range} at ${formatRatio(ratio(drift.confidence))})${excess}`;
}
