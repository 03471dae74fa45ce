// The account of a trial: every task once, duplicates apart, losses found.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { closeLedger, type LedgerEntries } from '../../src/run/ledger/close-ledger.ts';
import { ledgerText } from '../../src/run/ledger/ledger-text.ts';
import { SequenceLedger } from '../../src/run/ledger/sequence-ledger.ts';
import { TaskLedgers } from '../../src/run/ledger/task-ledgers.ts';

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
        ledger.book(seq, 0, failed);
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
  for (let seq = 0; seq < 65_536; seq++) ledger.book(seq, 0, false);
  assert.equal(ledger.book(17, 0, false), 'again');
  assert.equal(ledger.book(65_536, 0, false), 'first');
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

test('an account that does not balance says why', () => {
  const entries = { sent: 10, doneOnce: 7, doneAgain: 0, failed: 1, left: 1, strays: 0 };
  const text = (change: Partial<LedgerEntries>): string => ledgerText(closeLedger({ ...entries, ...change }));
  assert.equal(text({}), 'sent 10; done 7 + failed 1 + lost 1 + left 1');
  assert.match(text({ strays: 3 }), /lost 1 \+ left 1; 3 records belong to no task sent$/);
  assert.match(text({ strays: 1 }), /; 1 record belongs to no task sent$/);
  assert.match(text({ doneOnce: 9 }), /left 1; more accounted for than sent$/);
});

test('a stray sample does not balance', () => {
  assert.equal(
    closeLedger({ sent: 1, doneOnce: 1, doneAgain: 0, failed: 0, left: 0, strays: 1 }).balanced,
    false,
  );
});

test('millions of tasks with a few holes leave a handful of pages, and the holes are still known', () => {
  const ledger = new SequenceLedger();
  const HOLE = 700_001;
  for (let seq = 0; seq < 2_000_000; seq++) if (seq !== HOLE && seq !== 5) ledger.book(seq, 0, false);
  assert.ok(ledger.pages <= 40, `${ledger.pages} pages`);
  assert.equal(ledger.seen(HOLE), false);
  assert.equal(ledger.seen(HOLE - 1), true);
  assert.equal(ledger.book(HOLE, 0, false), 'first');
  assert.equal(ledger.book(HOLE, 0, false), 'again');
  ledger.book(5, 0, false);
  assert.ok(ledger.pages <= 2, `${ledger.pages} pages once nothing is missing`);
  assert.equal(ledger.accounted, 2_000_000);
});

test('the ledger knows done, failed and again by task type', () => {
  const ledger = new SequenceLedger();
  ledger.book(0, 0, false);
  ledger.book(1, 2, true);
  ledger.book(1, 2, false);
  assert.deepEqual(ledger.countsOf(0), { doneOnce: 1, doneAgain: 0, failed: 0 });
  assert.deepEqual(ledger.countsOf(1), { doneOnce: 0, doneAgain: 0, failed: 0 });
  assert.deepEqual(ledger.countsOf(2), { doneOnce: 0, doneAgain: 1, failed: 1 });
});

test('what is withdrawn while nothing is outstanding, and what is lost later, are told apart by task type', () => {
  const ledger = new SequenceLedger();
  const types = new TaskLedgers(ledger, 2);
  types.addSent([2, 1]);
  ledger.book(0, 0, false);
  ledger.book(1, 1, false);
  types.settled();
  types.addSent([0, 2]);
  ledger.book(2, 1, true);
  assert.deepEqual(types.close(['a', 'b'], { left: 1, lost: 1 }), [
    { name: 'a', sent: 2, doneOnce: 1, doneAgain: 0, failed: 0, lost: 0, left: 1 },
    { name: 'b', sent: 3, doneOnce: 1, doneAgain: 0, failed: 1, lost: 1, left: 0 },
  ]);
});

test('lost and left at the same time are not guessed', () => {
  const ledger = new SequenceLedger();
  const types = new TaskLedgers(ledger, 2);
  types.addSent([1, 2]);
  ledger.book(0, 0, false);
  const [a, b] = types.close(['a', 'b'], { left: 1, lost: 1 });
  assert.deepEqual([a?.lost, a?.left], [0, 0]);
  assert.deepEqual([b?.lost, b?.left], [null, null]);
});
