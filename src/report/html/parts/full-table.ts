// Section: every figure of every setting.

import {
  bytes,
  formatDuration,
  formatNumber,
  formatRatio,
  formatSize,
  ms,
  ratio,
} from '../../../units/index.ts';
import type { CellView } from '../../view/cells.ts';
import type { Quantiles } from '../../view/load.ts';
import { halfInterval, stateText } from '../../view/columns.ts';
import { ledgerText } from '../../view/ledger-text.ts';
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
      columns: COLUMNS.filter(
        (column) => column.head !== INTERVAL || run.cells.some((cell) => halfInterval(cell) !== null),
      ),
      chosen: (cell) => cell === recommendedCell,
    })}`,
  };
}

function howTaken(cells: readonly CellView[]): string {
  const repeats = Math.max(0, ...cells.map((cell) => cell.trials.length));
  const over = repeats > 1 ? `, the mean of up to ${repeats} repeats ± half its 95 % interval` : '';
  return (
    `Throughput is with a full queue${over}; utilization and latencies are under the scheduled load. ` +
    'Click a heading to sort. A dash means that nothing counts there: the state says why.'
  );
}

function figure(
  head: string,
  read: (cell: CellView) => number | null | undefined,
  write: (value: number) => string,
  group?: string,
): Column<CellView> {
  return {
    head,
    ...(group === undefined ? {} : { group }),
    value: (cell) => read(cell) ?? null,
    text: (cell) => {
      const value = read(cell);
      return value === null || value === undefined ? '–' : write(value);
    },
  };
}

const duration = (value: number): string => formatDuration(ms(value));
const size = (value: number): string => formatSize(bytes(value));

function latency(group: string, read: (cell: CellView) => Quantiles | null | undefined): Column<CellView>[] {
  const seen = (cell: CellView) => {
    const found = read(cell);
    return found === null || found === undefined || found.count === 0 ? null : found;
  };
  return [
    figure('p50', (cell) => seen(cell)?.p50Ms, duration, group),
    figure('p95', (cell) => seen(cell)?.p95Ms, duration, group),
    figure('p99', (cell) => seen(cell)?.p99Ms, duration, group),
  ];
}

const INTERVAL = '±';

const COLUMNS: readonly Column<CellView>[] = [
  { head: 'state', text: stateText },
  figure('tasks/s', (cell) => cell.capacity?.mean, formatNumber, 'throughput'),
  figure(INTERVAL, halfInterval, formatNumber, 'throughput'),
  figure('offered/s', (cell) => cell.load?.offeredPerSec, formatNumber, 'load'),
  figure(
    'utilization',
    (cell) => cell.load?.utilizationRatio,
    (value) => formatRatio(ratio(value)),
    'load',
  ),
  ...latency('wait', (cell) => cell.load?.wait),
  ...latency('service', (cell) => cell.service),
  ...latency('end to end', (cell) => cell.load?.endToEnd),
  figure('a worker', (cell) => cell.memory?.perWorkerBytes, size, 'memory'),
  figure('a slot', (cell) => cell.memory?.perSlotBytes, size, 'memory'),
  figure('CPU a task', (cell) => cell.cpuMsPerTask, duration, 'CPU'),
  figure('sent', (cell) => cell.ledger?.sent, formatCount, 'ledger'),
  {
    head: 'account',
    group: 'ledger',
    text: (cell) => (cell.ledger === null ? '–' : ledgerText(cell.ledger)),
  },
];

function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}
