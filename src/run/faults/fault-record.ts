// The record of one fault that was done: what it did to the figures, and what it cost by the trial's ledger.

import type { FaultRecord } from '../../result/index.ts';
import type { FaultName, PlannedFault } from '../../scenario/index.ts';
import type { FaultWitness } from './fault-witness.ts';
import type { Injected } from './inject.ts';

export interface DoneFault extends Injected {
  readonly fault: PlannedFault;
  /** Its place among the faults of its phase. */
  readonly index: number;
  readonly witness: FaultWitness;
  /** Repeats in the ledger when it was done. */
  readonly doneAgainBefore: number;
}

/** The ledger when every task is accounted for. */
export interface LedgerAfter {
  /** Tasks that nobody accounts for. */
  readonly outstanding: number;
  readonly doneAgain: number;
  /** The same when each phase began, by its place in the load. */
  readonly lostBefore: ReadonlyMap<number, number>;
}

const STOOD_STILL = 'nobody was killed: what was lost was given up while others stood still';

/** How a fault loses tasks, when it does. */
const LOSS_REASONS: Readonly<Record<FaultName, string>> = {
  'kill-worker':
    'killed while it ran tasks acknowledged early, or while a message was on its way from the broker to it',
  'kill-child': 'killed while running a task acknowledged early',
  'pause-worker': STOOD_STILL,
  'pause-child': STOOD_STILL,
  'rolling-restart':
    'a worker stopped with messages it did not give back, or had to be killed after its 30 s for a warm stop',
  'restart-broker': 'what was sent or acknowledged while the broker went away did not reach it',
  'pause-broker': STOOD_STILL,
  'delay-broker': 'nobody was killed: what was lost was given up while the broker was slow to answer',
};

export function faultRecord(
  done: DoneFault,
  all: readonly DoneFault[],
  after: LedgerAfter,
  trialStartNs: number,
): FaultRecord {
  const { fault, detail, atNs, untilNs, witness, index } = done;
  const { lost, lossReason } = losses(done, all, after);
  return {
    fault: fault.action.fault,
    detail,
    loadPhase: fault.phaseIndex + 1,
    plannedMs: fault.atMs,
    atMs: (atNs - trialStartNs) / 1e6,
    untilMs: untilNs === undefined ? null : (untilNs - trialStartNs) / 1e6,
    ...witness.findings(index),
    lost,
    lossReason,
    doneAgain: repeats(done, all, after),
  };
}

// What is unaccounted for when the next phase begins, after the queues were drained, was lost in this one: by its fault,
// whatever that was, or by one of several, and then nobody knows by which.
function losses(
  { fault }: DoneFault,
  all: readonly DoneFault[],
  after: LedgerAfter,
): Pick<FaultRecord, 'lost' | 'lossReason'> {
  const phase = fault.phaseIndex;
  const end = after.lostBefore.get(phase + 1) ?? after.outstanding;
  const lost = Math.max(0, end - (after.lostBefore.get(phase) ?? 0));
  if (lost === 0) return { lost, lossReason: null };
  const alone = all.filter((one) => one.fault.phaseIndex === phase).length === 1;
  return { lost: alone ? lost : null, lossReason: LOSS_REASONS[fault.action.fault] };
}

function repeats(done: DoneFault, all: readonly DoneFault[], after: LedgerAfter): number {
  const later = all.filter(({ atNs }) => atNs > done.atNs).map(({ doneAgainBefore }) => doneAgainBefore);
  return Math.min(after.doneAgain, ...later) - done.doneAgainBefore;
}
