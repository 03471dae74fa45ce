// The account of a trial whose workers may die: what they claimed is neither lost nor waited for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Collector } from '../../src/run/collect/collector.ts';
import { LoadAccount } from '../../src/run/trial/load-account.ts';

const TASK = { name: 'fetch', queue: 'q' };

function accountOf(sent: number, done: readonly number[]): LoadAccount {
  const collector = new Collector({ layout: { tasks: [TASK], workers: [] }, expectsHandling: false });
  const account = new LoadAccount(collector);
  account.addSent(sent, [sent]);
  for (const seq of done) finish(account, seq);
  return account;
}

function finish({ collector }: LoadAccount, seq: number): void {
  collector.task(seq, 0, false, 0, 1, 2, 3, 4);
}

test('a claim of a worker that died is left, unless its task was done before the broker heard of it', () => {
  const account = accountOf(5, [0, 1]);
  account.addWithdrawn(1);
  account.abandon([1, 2]);
  assert.equal(account.outstanding, 1);
  assert.equal(account.abandonedClaims, 2);
  const { doneOnce, left, lost, balanced } = account.close();
  assert.deepEqual({ doneOnce, left, lost, balanced }, { doneOnce: 2, left: 2, lost: 1, balanced: true });
});

test('what comes back after all is no longer left', () => {
  const account = accountOf(2, [0]);
  account.abandon([1]);
  assert.equal(account.close().left, 1);
  finish(account, 1);
  const ledger = account.close();
  assert.deepEqual([ledger.left, ledger.doneOnce, ledger.balanced], [0, 2, true]);
});

test('an account is settled when it is quiet, and the next time at once', async () => {
  const account = accountOf(2, [0]);
  let asked = 0;
  account.whenQuiet = () => {
    asked++;
    return asked === 1 ? Promise.resolve([1]) : new Promise(() => undefined);
  };
  await account.whenSettled();
  assert.equal(account.outstanding, 0);
  await account.whenSettled();
  const total = account.close();
  const [byTask] = account.closeByTask(total);
  assert.deepEqual([byTask?.left, byTask?.lost], [1, 0]);
});
