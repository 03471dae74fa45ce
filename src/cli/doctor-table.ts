// The doctor's findings as text that fits a terminal: what was looked at, how it is, and what to do where it is not well.

import { plainTable, printable } from '../report/index.ts';
import type { Certificate, Check } from '../result/index.ts';
import { formatDuration, ms } from '../units/index.ts';

const CHECK_WIDTH = 15;
const STATE_WIDTH = 5;
const NARROWEST_FINDING = 30;

export function doctorTable({ checks, durationMs }: Certificate, broker: string, columns: number): string {
  const lines = plainTable({
    head: ['CHECK', 'STATE', 'FOUND'],
    rows: checks.map(({ check, state, finding, nextStep }) => [
      check,
      state,
      nextStep === null ? finding : `${finding}\n-> ${nextStep}`,
    ]),
    left: () => true,
    widths: [CHECK_WIDTH, STATE_WIDTH, Math.max(NARROWEST_FINDING, columns - CHECK_WIDTH - STATE_WIDTH - 4)],
  });
  return [
    `broker: ${printable(broker)}`,
    '',
    ...lines,
    '',
    `${verdict(checks)} (${formatDuration(ms(durationMs))})`,
    '',
  ].join('\n');
}

function verdict(checks: readonly Check[]): string {
  const count = (state: Check['state']): number => checks.filter((check) => check.state === state).length;
  if (count('bad') > 0)
    return `Measuring makes no sense here: ${count('bad')} bad, ${count('warn')} to mind.`;
  if (count('warn') > 0) return `Figures taken here may suffer: ${count('warn')} to mind.`;
  return 'Nothing here stands in the way of measuring.';
}
