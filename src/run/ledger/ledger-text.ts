// The account of a trial in a sentence, with the reason where it does not balance.

import type { Ledger } from '../../result/index.ts';
import { formatNumber } from '../../units/index.ts';

export function ledgerText({ sent, doneOnce, failed, lost, left, strays }: Ledger): string {
  const [done, broken, gone, back] = [doneOnce, failed, lost, left].map(formatNumber);
  const account = `sent ${formatNumber(sent)}; done ${done} + failed ${broken} + lost ${gone} + left ${back}`;
  const over = doneOnce + failed + lost + left > sent ? ['more accounted for than sent'] : [];
  const stray = strays === null || strays === 0 ? [] : [`${strayRecords(strays)} to no task sent`];
  return [account, ...over, ...stray].join('; ');
}

function strayRecords(strays: number): string {
  return strays === 1 ? '1 record belongs' : `${formatNumber(strays)} records belong`;
}
