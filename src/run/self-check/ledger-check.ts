// The ledger as a check: sent = done once + failed + lost + left, with nothing over.

import type { Ledger, SelfCheck } from '../../result/index.ts';
import { ledgerText } from '../ledger/ledger-text.ts';

export function ledgerCheck(ledger: Ledger): SelfCheck {
  const { sent, doneOnce, failed, lost, left, balanced } = ledger;
  const accounted = doneOnce + failed + lost + left;
  const ok = balanced && accounted === sent;
  const said = ledgerText(ledger);
  return { name: 'ledger', said, measured: accounted, expected: sent, tolerance: 0, ok, refuses: !ok };
}
