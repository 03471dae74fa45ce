// Puts a trial's record together and decides its state: measured, invalid (a rule of measurement refuses it),
// failed or interrupted.

import { HeadcountError } from '../../errors/index.ts';
import type { ProcessUsage } from '../../measure/index.ts';
import type { Ledger, ResultWarning, TrialRecord } from '../../result/index.ts';
import type { WorkerGroup } from '../../scenario/index.ts';
import type { TrialPosition } from '../contract.ts';
import type { MeasuredPhase } from './measured-phase.ts';

export type TrialOutcome =
  | { readonly outcome: 'finished' }
  | { readonly outcome: 'interrupted' }
  | { readonly outcome: 'failed'; readonly error: Error; readonly lastLines: readonly string[] };

export interface TrialFacts {
  readonly position: TrialPosition;
  readonly outcome: TrialOutcome;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly startUpMs: number | null;
  readonly phases: readonly MeasuredPhase[];
  readonly capacityPerSec: number | null;
  readonly ledger: Ledger | null;
  readonly usage: readonly ProcessUsage[];
  readonly taskNames: readonly string[];
  readonly ownBroker: boolean;
}

export interface FleetSize {
  readonly workers: number;
  readonly slots: number;
  /** Tasks the fleet may hold at once: running and prefetched. */
  readonly windowTasks: number;
}

/** A prefetch without limit counts as 100 a slot. */
export function fleetSize(fleet: readonly WorkerGroup[]): FleetSize {
  const sum = (pick: (group: WorkerGroup) => number): number =>
    fleet.reduce((total, group) => total + group.workers * pick(group), 0);
  return {
    workers: sum(() => 1),
    slots: sum((group) => group.concurrency),
    windowTasks: sum((group) => group.concurrency * (1 + (group.prefetch === 0 ? 100 : group.prefetch))),
  };
}

export function trialRecord(facts: TrialFacts): TrialRecord {
  const { position, outcome, ledger, phases } = facts;
  const size = fleetSize(position.cell.fleet);
  const [first] = phases;
  const around = {
    trialStartNs: first?.setting.startNs ?? 0,
    taskNames: facts.taskNames,
    slots: size.slots,
    windowTasks: size.windowTasks,
    ownBroker: facts.ownBroker,
  };
  const finished = outcome.outcome === 'finished';
  const closed = finished ? phases.map((phase) => phase.close(around)) : [];
  const warnings = finished ? trialWarnings(ledger, facts.usage, closed) : [];
  const refused = closed.some((phase) => phase.refused) || ledger?.balanced === false;
  return {
    cellId: position.cell.id,
    repeat: position.repeat,
    order: position.order,
    startedAt: facts.startedAt.toISOString(),
    durationMs: facts.durationMs,
    state: stateOf(outcome, refused),
    failure: failureOf(outcome),
    capacityPerSec: finished ? facts.capacityPerSec : null,
    slots: size.slots,
    workers: size.workers,
    phases: closed.map((phase) => phase.record),
    ledger,
    processes: facts.usage.map((usage) => ({ ...usage })),
    startUpMs: facts.startUpMs,
    warnings: [...warnings],
  };
}

function stateOf(outcome: TrialOutcome, refused: boolean): TrialRecord['state'] {
  if (outcome.outcome !== 'finished') return outcome.outcome;
  return refused ? 'invalid' : 'measured';
}

function failureOf(outcome: TrialOutcome): TrialRecord['failure'] {
  if (outcome.outcome !== 'failed') return null;
  const { error, lastLines } = outcome;
  const code = error instanceof HeadcountError ? error.code : 'BUG';
  return { code, message: error.message, lastLines: [...lastLines] };
}

function trialWarnings(
  ledger: Ledger | null,
  usage: readonly ProcessUsage[],
  closed: readonly { readonly record: { readonly resources: { readonly memoryKind: string } } }[],
): readonly ResultWarning[] {
  const warnings: ResultWarning[] = [];
  if (ledger !== null && !ledger.balanced) {
    const { sent, doneOnce, failed, left } = ledger;
    const detail = `sent ${sent}, but done ${doneOnce} + failed ${failed} + left ${left}`;
    warnings.push({ code: 'ledger-unbalanced', detail });
  }
  if (ledger !== null && ledger.lost > 0) {
    warnings.push({ code: 'tasks-lost', detail: `${ledger.lost} of ${ledger.sent} tasks never finished` });
  }
  const rss = closed.some((phase) => phase.record.resources.memoryKind === 'rss');
  if (rss && usage.some((one) => one.role === 'child')) {
    warnings.push({ code: 'memory-rss', detail: 'sums over children count shared pages several times' });
  }
  return warnings;
}
