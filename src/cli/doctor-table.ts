// The doctor's findings as text that fits a terminal: what was looked at, how it is, and what to do where it is not well.

import Table from 'cli-table3';
import type { Certificate, Check } from '../result/index.ts';
import { formatDuration, ms } from '../units/index.ts';

const BORDERS = [
  ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
  ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
];
const CHECK_WIDTH = 17;
const STATE_WIDTH = 6;
const NARROWEST_FINDING = 30;

export function doctorTable({ checks, durationMs }: Certificate, broker: string, columns: number): string {
  const table = new Table({
    chars: Object.fromEntries(BORDERS.map((place) => [place, ''])),
    colWidths: [CHECK_WIDTH, STATE_WIDTH, Math.max(NARROWEST_FINDING, columns - CHECK_WIDTH - STATE_WIDTH)],
    wordWrap: true,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    head: ['CHECK', 'STATE', 'FOUND'],
  });
  for (const { check, state, finding, nextStep } of checks) {
    table.push([check, state, nextStep === null ? finding : `${finding}\n-> ${nextStep}`]);
  }
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return [
    `broker: ${broker}`,
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
