// The comparison as a markdown table, for docs/accuracy.md.

import { formatDuration, formatNumber, formatRatio, ms, ratio } from '../../src/units/index.ts';
import type { Compared, TheoryRow } from './compare.ts';

const HEAD = [
  'model',
  'slots',
  'utilization',
  'tasks',
  'way',
  'mean wait',
  'theory',
  '95 % of runs',
  'p95 wait',
  'theory',
  '95 % of runs',
  'inside',
];

export function theoryTable(rows: readonly TheoryRow[]): string {
  const lines = [HEAD, HEAD.map(() => '---'), ...rows.toSorted(bySetting).map(cells)];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

function bySetting(a: TheoryRow, b: TheoryRow): number {
  return a.model.localeCompare(b.model) || a.slots - b.slots || a.utilizationRatio - b.utilizationRatio;
}

function cells(row: TheoryRow): readonly string[] {
  const inside = [row.mean, row.p95].map((one) => (one.inside ? 'yes' : 'no')).join(', ');
  return [
    row.model,
    String(row.slots),
    formatRatio(ratio(row.utilizationRatio)),
    formatNumber(row.tasks),
    row.travelMs.map((one) => formatDuration(ms(one))).join(', '),
    ...compared(row.mean),
    ...compared(row.p95),
    row.state === 'measured' ? inside : `${inside} (${row.state})`,
  ];
}

function compared({ measuredMs, theoryMs, range }: Compared): readonly string[] {
  const show = (value: number): string => formatDuration(ms(value));
  return [show(measuredMs), show(theoryMs), `${show(range.low)} to ${show(range.high)}`];
}
