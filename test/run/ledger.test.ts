// The account of a trial: every task once, duplicates apart, losses found.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { closeLedger } from '../../src/run/ledger/close-ledger.ts';
import { SequenceLedger } from '../../src/run/ledger/sequence-ledger.ts';

test('books agree with a naive account for any order and repetition', () => {
  const executions = fc.array(fc.record({ seq: fc.integer({ min: 0, max: 200_000 }), failed: fc.boolean() }));
  fc.assert(
    fc.property(executions, (list) => {
      const ledger = new SequenceLedger();
      const first = new Map<number, boolean>();
      let again = 0;
      for (const { seq, failed } of list) {
        if (first.has(seq)) again++;
        else first.set(seq, failed);
        ledger.book(seq, failed);
      }
      const failures = [...first.values()].filter(Boolean).length;
      assert.deepEqual(ledger.counts, {
        doneOnce: first.size - failures,
        doneAgain: again,
        failed: failures,
      });
    }),
  );
});

test('a full page that was dropped still knows its tasks', () => {
  const ledger = new SequenceLedger();
  for (let seq = 0; seq < 65_536; seq++) ledger.book(seq, false);
  assert.equal(ledger.book(17, false), 'again');
  assert.equal(ledger.book(65_536, false), 'first');
  assert.equal(ledger.accounted, 65_537);
});

test('what nobody accounts for is lost, and the ledger balances', () => {
  const ledger = closeLedger({ sent: 10, doneOnce: 5, doneAgain: 1, failed: 2, left: 1, strays: 0 });
  assert.equal(ledger.lost, 2);
  assert.equal(ledger.balanced, true);
  assert.equal(ledger.sent, ledger.doneOnce + ledger.failed + ledger.lost + ledger.left);
});

test('more accounted for than sent does not balance', () => {
  assert.equal(
    closeLedger({ sent: 1, doneOnce: 2, doneAgain: 0, failed: 0, left: 0, strays: 0 }).balanced,
    false,
  );
});

test('a stray sample does not balance', () => {
  assert.equal(
    closeLedger({ sent: 1, doneOnce: 1, doneAgain: 0, failed: 0, left: 0, strays: 1 }).balanced,
    false,
  );
});
