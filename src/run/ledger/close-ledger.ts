// Closes the account of a trial: sent = done once + failed + lost + left, and says whether it balances.

import type { Ledger } from '../../result/index.ts';

export interface LedgerEntries {
  readonly sent: number;
  readonly doneOnce: number;
  readonly doneAgain: number;
  readonly failed: number;
  /** Withdrawn unstarted from the queues, or still claimed by a worker that is gone. */
  readonly left: number;
  /** Samples with a sequence number that was never sent, or that did not parse. */
  readonly strays: number;
}

/**
 * Lost is what no one accounts for. More accounted for than sent (a task both withdrawn and done, a stray sample)
 * cannot be explained by losses: the ledger does not balance.
 */
export function closeLedger(entries: LedgerEntries): Ledger {
  const { sent, doneOnce, doneAgain, failed, left, strays } = entries;
  const missing = sent - doneOnce - failed - left;
  return {
    sent,
    doneOnce,
    doneAgain,
    failed,
    lost: Math.max(0, missing),
    left,
    strays,
    balanced: missing >= 0 && strays === 0,
  };
}
