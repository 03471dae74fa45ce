// What a fault cost by the ledger: no kind of fault is believed to lose nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultRecord, type DoneFault, type LedgerAfter } from '../../../src/run/faults/fault-record.ts';
import { FaultWitness } from '../../../src/run/faults/fault-witness.ts';
import type { FaultAction } from '../../../src/scenario/index.ts';
import { ms } from '../../../src/units/index.ts';

const PAUSE: FaultAction = { fault: 'pause-worker', durationMs: ms(100) };
const DELAY: FaultAction = { fault: 'delay-broker', byMs: ms(5), path: 'fleet' };

function done(action: FaultAction, phaseIndex: number): DoneFault {
  return {
    fault: { action, phaseIndex, atMs: ms(0) },
    index: 0,
    detail: '',
    atNs: phaseIndex * 1e9,
    untilNs: undefined,
    witness: new FaultWitness({ startNs: 0, endNs: 1e9 }, [0]),
    doneAgainBefore: 0,
  };
}

function losses(faults: readonly DoneFault[], after: LedgerAfter): readonly (number | null)[] {
  return faults.map((one) => faultRecord(one, faults, after, 0).lost);
}

test('what is missing at the end of a phase was lost by its only fault, whatever that was', () => {
  const faults = [done(PAUSE, 0), done(DELAY, 1)];
  const after = { outstanding: 5, doneAgain: 0, lostBefore: new Map([[0, 0] as const, [1, 3] as const]) };
  assert.deepEqual(losses(faults, after), [3, 2]);
  const [first] = faults;
  assert.ok(first !== undefined);
  assert.match(faultRecord(first, faults, after, 0).lossReason ?? '', /nobody was killed/);
});

test('losses of a phase with several faults are nobody’s, and none is 0 for each', () => {
  const faults = [done(PAUSE, 0), done(DELAY, 0)];
  const after = (outstanding: number): LedgerAfter => ({ outstanding, doneAgain: 0, lostBefore: new Map() });
  assert.deepEqual(losses(faults, after(1)), [null, null]);
  assert.deepEqual(losses(faults, after(0)), [0, 0]);
});
