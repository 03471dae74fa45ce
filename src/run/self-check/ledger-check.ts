// The ledger as a check: sent = done once + failed + lost + left, with nothing over.

import type { Ledger, SelfCheck } from '../../result/index.ts';
import { formatNumber } from '../../units/index.ts';

export function ledgerCheck({ sent, doneOnce, failed, lost, left, balanced }: Ledger): SelfCheck {
  const accounted = doneOnce + failed + lost + left;
  const parts = [doneOnce, failed, lost, left].map(formatNumber);
  const said = `sent ${formatNumber(sent)}; done ${parts[0]} + failed ${parts[1]} + lost ${parts[2]} + left ${parts[3]}`;
  const ok = balanced && accounted === sent;
  return { name: 'ledger', said, measured: accounted, expected: sent, tolerance: 0, ok, refuses: !ok };
}
