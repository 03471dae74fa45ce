// Puts a trial's record together and decides its state: measured, invalid (a rule of measurement refuses it),
// failed or interrupted.

import { HeadcountError } from '../../errors/index.ts';
import type { HandlingCounts, Ledger, TaskLedger, TrialRecord } from '../../result/index.ts';
import type { Acceptable, WorkerGroup } from '../../scenario/index.ts';
import type { AttachedFacts, TaskFailures } from '../../system/index.ts';
import type { BodyKind } from '../../workload/index.ts';
import type { TrialPosition } from '../contract.ts';
import type { TrialFaults } from '../faults/trial-faults.ts';
import { ledgerCheck } from '../self-check/ledger-check.ts';
import type { ClockWatch } from '../validity/clock-watch.ts';
import { judge } from '../validity/rules.ts';
import { trialFindings } from '../validity/trial-findings.ts';
import { machineCpus } from '../resources/machine-cpus.ts';
import type { TrialResources } from '../resources/trial-resources.ts';
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
  readonly ledgerByTask: readonly TaskLedger[];
  readonly handling: HandlingCounts | null;
  readonly resources: TrialResources;
  readonly taskNames: readonly string[];
  readonly ownBroker: boolean;
  /** Findings that shall not void the trial. */
  readonly accepted: readonly Acceptable[];
  readonly clock: ClockWatch;
  readonly taskFailures: readonly TaskFailures[];
  /** Undefined = we started the fleet. */
  readonly attached: AttachedFacts | undefined;
  /** What the bodies of its tasks do, by the tasks' names. */
  readonly kinds: ReadonlyMap<string, BodyKind>;
  /** Whether the scenario's own faults may have lost tasks. */
  readonly disturbed: boolean;
  readonly faults: TrialFaults | undefined;
}

export interface FleetSize {
  readonly workers: number;
  readonly slots: number;
  /** Tasks the fleet may hold at once: running and prefetched. */
  readonly windowTasks: number;
  /** Some worker reserves without limit: whatever is sent, nothing may be left waiting. */
  readonly unlimited: boolean;
}

/** A prefetch without limit counts as 100 a slot. */
export function fleetSize(fleet: readonly WorkerGroup[]): FleetSize {
  const sum = (pick: (group: WorkerGroup) => number): number =>
    fleet.reduce((total, group) => total + group.workers * pick(group), 0);
  return {
    workers: sum(() => 1),
    slots: sum((group) => group.concurrency),
    windowTasks: sum((group) => group.concurrency * (1 + (group.prefetch === 0 ? 100 : group.prefetch))),
    unlimited: fleet.some((group) => group.prefetch === 0),
  };
}

export function trialRecord(facts: TrialFacts): TrialRecord {
  const { position, outcome, ledger, phases } = facts;
  const size = fleetSize(position.cell.fleet);
  const [first] = phases;
  const around = {
    trialStartNs: first?.setting.startNs ?? 0,
    taskNames: facts.taskNames,
    pools: new Map(position.cell.fleet.map(({ name, pool }) => [name, pool])),
    ownBroker: facts.ownBroker,
    cpus: machineCpus(facts.attached !== undefined),
    accepted: facts.accepted,
  };
  const finished = outcome.outcome === 'finished';
  const closed = finished ? phases.map((phase) => phase.close(around)) : [];
  const memoryKinds = closed.map(({ record }) => record.resources.memoryKind);
  const found = judge(
    finished ? trialFindings({ ...facts, usage: facts.resources.sampler.usage(), memoryKinds }) : [],
    facts.accepted,
  );
  const refusals = [...found.refusals, ...closed.flatMap((phase) => phase.refusals)];
  return {
    cellId: position.cell.id,
    repeat: position.repeat,
    order: position.order,
    startedAt: facts.startedAt.toISOString(),
    durationMs: facts.durationMs,
    state: stateOf(outcome, refusals.length > 0),
    failure: failureOf(outcome),
    capacityPerSec: finished ? facts.capacityPerSec : null,
    slots: size.slots,
    workers: size.workers,
    phases: closed.map((phase) => phase.record),
    ledger,
    faults: (finished ? facts.faults?.records(around.trialStartNs) : undefined) ?? [],
    ledgerByTask: [...facts.ledgerByTask],
    handling: facts.handling,
    ...facts.resources.record(around.trialStartNs),
    startUpMs: facts.startUpMs,
    selfChecks: finished && ledger !== null ? [ledgerCheck(ledger)] : [],
    warnings: [...found.warnings],
    refusals,
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
