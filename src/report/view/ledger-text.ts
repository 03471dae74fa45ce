// The ledger in a few words: only what is not zero, and whether it adds up.

import type { Ledger } from '../../result/index.ts';

/** "1,200 done once, 3 failed; balanced". */
export function ledgerText(ledger: Ledger): string {
  const parts: readonly (readonly [number, string])[] = [
    [ledger.doneOnce, 'done once'],
    [ledger.failed, 'failed'],
    [ledger.lost, 'lost'],
    [ledger.left, 'left'],
    [ledger.doneAgain, 'done again'],
  ];
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count.toLocaleString('en-US')} ${name}`);
  return `${said.join(', ') || 'nothing sent'}; ${ledger.balanced ? 'balanced' : 'NOT balanced'}`;
}
