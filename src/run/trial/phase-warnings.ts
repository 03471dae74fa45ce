// The rules of measurement, applied to one finished phase: which warnings it carries, and which of them refuse it.

import type { PhaseRecord, ResultWarning, WarningCode } from '../../result/index.ts';
import { formatDuration, formatNumber, formatRatio, ms, ratio } from '../../units/index.ts';

/** A p99 of slip above this is said. */
const SLIP_WARN_MS = 5;
/** Slip above these refuses the phase: its waits would be the generator's. p95 too, as one hiccup in few tasks is p99. */
const SLIP_REFUSE_P95_MS = 20;
const SLIP_REFUSE_P99_MS = 100;
const HOST_BUSY_RATIO = 0.97;
const EMPTY_LOOKS_RATIO = 0.1;
/** Fewest observations for a finite two-sided 95 % interval of p95 (order statistics). */
const FEWEST_FOR_P95 = 72;
const BACKLOG_SHARE = 0.1;

export interface PhaseFacts {
  readonly phase: Omit<PhaseRecord, 'warnings'>;
  /** Share of looks that found the queue empty while saturating. */
  readonly emptyRatio: number;
  /** Tasks sent and not finished when the window ended. */
  readonly outstandingAtEnd: number;
  /** How many of them the fleet may hold without a backlog: slots and prefetch. */
  readonly windowTasks: number;
}

export function phaseWarnings(facts: PhaseFacts): readonly ResultWarning[] {
  return [...slipWarnings(facts), ...loadWarnings(facts), ...hostWarnings(facts), ...countWarnings(facts)];
}

/** Whether the phase's figures must not be used. */
export function refusesPhase(facts: PhaseFacts): boolean {
  const slip = facts.phase.slip?.summary;
  return slip !== undefined && (slip.p95Ms > SLIP_REFUSE_P95_MS || slip.p99Ms > SLIP_REFUSE_P99_MS);
}

function slipWarnings(facts: PhaseFacts): readonly ResultWarning[] {
  const slip = facts.phase.slip?.summary;
  if (slip === undefined || slip.p99Ms <= SLIP_WARN_MS) return [];
  const figures = `slip p95 ${formatDuration(ms(slip.p95Ms))}, p99 ${formatDuration(ms(slip.p99Ms))}`;
  const limits = `${SLIP_REFUSE_P95_MS} ms and ${SLIP_REFUSE_P99_MS} ms`;
  return [warning('generator-late', refusesPhase(facts) ? `${figures}: refused, above ${limits}` : figures)];
}

function loadWarnings(facts: PhaseFacts): readonly ResultWarning[] {
  const { phase, emptyRatio, outstandingAtEnd, windowTasks } = facts;
  if (phase.phase === 'saturate') {
    if (emptyRatio <= EMPTY_LOOKS_RATIO) return [];
    return [warning('capacity-clipped', `the queue was empty at ${formatRatio(ratio(emptyRatio))} of looks`)];
  }
  const backlog = outstandingAtEnd - windowTasks;
  if (phase.offeredPerSec === null || backlog <= Math.max(20, BACKLOG_SHARE * phase.sent)) return [];
  const detail = `${formatNumber(backlog)} of ${formatNumber(phase.sent)} tasks were left waiting at the end`;
  return [warning('backlog-grew', detail)];
}

function hostWarnings({ phase }: PhaseFacts): readonly ResultWarning[] {
  const busy = phase.resources.hostBusyRatio ?? 0;
  if (phase.offeredPerSec === null || busy <= HOST_BUSY_RATIO) return [];
  return [warning('host-busy', `the machine was ${formatRatio(ratio(busy))} busy`)];
}

function countWarnings({ phase }: PhaseFacts): readonly ResultWarning[] {
  const count = phase.wait.summary.count;
  if (phase.offeredPerSec === null || count >= FEWEST_FOR_P95) return [];
  return [warning('few-observations', `${count} tasks; p95 needs ${FEWEST_FOR_P95}, p99 needs 368`)];
}

function warning(code: WarningCode, detail: string): ResultWarning {
  return { code, detail };
}
