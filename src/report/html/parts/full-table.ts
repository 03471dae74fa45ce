// Section: every figure of every setting.

import { formatDuration, formatNumber, ms } from '../../../units/index.ts';
import type { CellView } from '../../view/cells.ts';
import { stateText } from '../../view/columns.ts';
import { fullText, plainText, valueOf, type Figure } from '../../view/figure.ts';
import { ledgerText } from '../../view/ledger-text.ts';
import { causeText, settingLimit } from '../../view/limits.ts';
import type { Quantiles } from '../../view/load.ts';
import { flowOf, PART_NAMES } from '../../view/part-times.ts';
import type { Report } from '../../view/report.ts';
import { html } from '../markup.ts';
import type { Part } from '../part.ts';
import { tableMarkup, type Column } from '../table.ts';

export function fullTablePart({ run, recommendedCell }: Report): Part {
  return {
    id: 'table',
    title: 'All settings',
    aid: howTaken(run.cells),
    content: html`${tableMarkup({
      caption: 'Throughput, load, latencies, memory, CPU and ledger of every setting',
      rows: run.cells,
      rowHead: { head: 'setting', text: (cell) => cell.label, color: (cell) => cell.series.color },
      columns: columnsOf(run.cells),
      chosen: (cell) => cell === recommendedCell,
    })}`,
  };
}

function howTaken(cells: readonly CellView[]): string {
  const repeats = Math.max(0, ...cells.map((cell) => cell.trials.length));
  const over = repeats > 1 ? `, the mean of up to ${repeats} repeats with its 95 % interval` : '';
  return (
    `Throughput is with a full queue${over}; utilization and latencies are under the scheduled load. ` +
    'Click a heading to sort. A dash means that nothing counts there: the state says why. "n < 368" stands for a ' +
    'percentile that too few tasks were observed for, "grows 12/s" for waits under a backlog that grew so fast.'
  );
}

type Read = (cell: CellView) => Figure | null | undefined;

function figure(head: string, read: Read, group?: string, write = plainText): Column<CellView> {
  return {
    head,
    ...(group === undefined ? {} : { group }),
    value: (cell) => valueOf(read(cell)),
    text: (cell) => {
      const found = read(cell);
      return found === null || found === undefined ? '–' : write(found);
    },
  };
}

function number(
  head: string,
  group: string,
  read: (cell: CellView) => number | null | undefined,
  write: (value: number) => string,
): Column<CellView> {
  return {
    head,
    group,
    value: (cell) => read(cell) ?? null,
    text: (cell) => {
      const value = read(cell);
      return value === null || value === undefined ? '–' : write(value);
    },
  };
}

const count = (value: number): string => value.toLocaleString('en-US');

function latency(group: string, read: (cell: CellView) => Quantiles | null | undefined): Column<CellView>[] {
  return [
    figure('p50', (cell) => read(cell)?.p50, group),
    figure('p95', (cell) => read(cell)?.p95, group, fullText),
    figure('p99', (cell) => read(cell)?.p99, group),
  ];
}

function columnsOf(cells: readonly CellView[]): readonly Column<CellView>[] {
  const flows = new Map(cells.map((cell) => [cell, flowOf(cell)]));
  const parts = PART_NAMES.map((name, i) =>
    number(name, 'mean time of a task', (cell) => flows.get(cell)?.total.meansMs[i], duration),
  );
  return [...COLUMNS, ...parts, ...LEDGER].filter(
    (column) => column.head === 'state' || hasAny(column, cells),
  );
}

// A column of dashes is room for nothing.
const hasAny = ({ text }: Column<CellView>, cells: readonly CellView[]): boolean =>
  cells.some((cell) => text(cell) !== '–');

const duration = (value: number): string => formatDuration(ms(value));

const COLUMNS: readonly Column<CellView>[] = [
  { head: 'state', text: stateText },
  figure(
    'tasks/s',
    (cell) => cell.capacity,
    'throughput',
    (one) => fullText(one).replace(/\/s(?= |$)/, ''),
  ),
  {
    head: 'limited by',
    group: 'throughput',
    text: (cell) => {
      const limit = settingLimit(cell);
      return limit === null ? '–' : causeText(limit);
    },
  },
  number('offered/s', 'load', (cell) => cell.load?.offeredPerSec, formatNumber),
  figure('utilization', (cell) => cell.load?.utilization, 'load'),
  ...latency('wait', (cell) => cell.load?.wait),
  ...latency('service', (cell) => cell.service),
  ...latency('end to end', (cell) => cell.load?.endToEnd),
  figure('a worker', (cell) => cell.memory?.perWorker, 'memory'),
  figure('a slot', (cell) => cell.memory?.perSlot, 'memory'),
  figure('CPU a task', (cell) => cell.cpuMsPerTask, 'CPU'),
];

const LEDGER: readonly Column<CellView>[] = [
  number('sent', 'ledger', (cell) => cell.ledger?.sent, count),
  {
    head: 'account',
    group: 'ledger',
    text: (cell) => (cell.ledger === null ? '–' : ledgerText(cell.ledger)),
  },
];
