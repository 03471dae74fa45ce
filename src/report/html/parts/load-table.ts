// Every figure of every setting under one load, folded away: what has no place of its own on the page in a run of closed
// loops (limits, parts of the tasks' time, resources) is here.

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
import { NOTHING } from '../../view/columns.ts';
import { fullText, plainText, valueOf, type Figure } from '../../view/figure.ts';
import { causeText, limitOf } from '../../view/limits.ts';
import type { LoadView } from '../../view/load.ts';
import { loadFlow, PART_NAMES } from '../../view/part-times.ts';
import { loadResources, type ResourceView } from '../../view/resources.ts';
import { html, type Markup } from '../markup.ts';
import { tableMarkup, type Column } from '../table.ts';

interface Row {
  readonly cell: CellView;
  readonly load: LoadView;
}

/** The load at `index` of the phases of every cell; null where none went through it. */
export function loadTable(cells: readonly CellView[], index: number): Markup | null {
  const rows = cells.flatMap((cell): Row[] => {
    const load = cell.phases[index];
    return load === undefined ? [] : [{ cell, load }];
  });
  const [first] = rows;
  if (first === undefined) return null;
  return html`<details>
    <summary>Every figure <span class="muted">– ${first.load.label}</span></summary>
    ${tableMarkup({
      caption: 'Throughput, limit, latencies, mean parts of the time of a task and resources under this load',
      rows,
      rowHead: { head: 'setting', text: ({ cell }) => cell.label, color: ({ cell }) => cell.series.color },
      columns: COLUMNS.filter(({ text }) => rows.some((row) => text(row) !== NOTHING)),
      chosen: () => false,
    })}
  </details>`;
}

function figure(
  head: string,
  group: string,
  read: (load: LoadView) => Figure | null,
  write: (figure: Figure) => string = plainText,
): Column<Row> {
  return {
    head,
    group,
    value: ({ load }) => valueOf(read(load)),
    text: ({ load }) => {
      const found = read(load);
      return found === null ? NOTHING : write(found);
    },
  };
}

function number(
  head: string,
  group: string,
  read: (load: LoadView) => number | null | undefined,
  write: (value: number) => string,
): Column<Row> {
  return {
    head,
    group,
    value: ({ load }) => read(load) ?? null,
    text: ({ load }) => {
      const value = read(load);
      return value === null || value === undefined ? NOTHING : write(value);
    },
  };
}

const duration = (value: number): string => formatDuration(ms(value));
const size = (value: number): string => formatSize(bytes(value));
const share = (value: number): string => formatRatio(ratio(value));

const used = (
  head: string,
  group: string,
  read: (use: ResourceView) => number | null,
  write: (value: number) => string,
): Column<Row> =>
  number(
    head,
    group,
    (load) => {
      const use = loadResources(load);
      return use === null ? null : read(use);
    },
    write,
  );

// Once where all repeats agree: "steady", "steady, not-judged".
const steadyText = ({ load }: Row): string =>
  [...new Set(load.phases.map(({ steadiness }) => steadiness.verdict.replace('-', ' ')))].join(', ');

const COLUMNS: readonly Column<Row>[] = [
  figure('tasks/s', 'throughput', (load) => load.throughput, fullText),
  { head: 'was it steady', group: 'throughput', text: steadyText },
  {
    head: 'limited by',
    group: 'throughput',
    text: ({ load }) => {
      const limit = limitOf(load);
      return limit === null ? NOTHING : causeText(limit);
    },
  },
  figure('utilization', 'slots', (load) => load.utilization),
  figure('p50', 'wait', (load) => load.wait.p50),
  figure('p95', 'wait', (load) => load.wait.p95),
  figure('p99', 'wait', (load) => load.wait.p99),
  figure('p50', 'service', (load) => load.service.p50),
  figure('p95', 'service', (load) => load.service.p95),
  ...PART_NAMES.map((name, at) =>
    number(name, 'mean time of a task', (load) => loadFlow(load)?.total.meansMs[at], duration),
  ),
  figure('a task', 'CPU', (load) => load.cpuMsPerTask),
  used('user cores', 'CPU', (use) => use.cpuUserCores, formatNumber),
  used('kernel cores', 'CPU', (use) => use.cpuSystemCores, formatNumber),
  used('busy', 'busiest event loop', (use) => use.loopRatio, share),
  used('delay p99', 'busiest event loop', (use) => use.loopDelayP99Ms, duration),
  used('own memory', 'fleet', (use) => use.ussBytes, size),
  used('CPU', 'broker, a task', (use) => use.brokerCpuMsPerTask, duration),
  used('commands', 'broker, a task', (use) => use.brokerOpsPerTask, formatNumber),
  used('network', 'broker, a task', (use) => use.brokerBytesPerTask, size),
];
