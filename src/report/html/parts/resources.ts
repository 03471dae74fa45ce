// Section: what settings used besides memory, and their queue as it was beside what an autoscaler would see.

import { limitCells } from '../../charts/rows.ts';
import { stackedBarChart, type Segment } from '../../charts/stacked-bars.ts';
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
import type { Report } from '../../view/report.ts';
import { queueOf, resourcesOf, type QueueView, type ResourceView } from '../../view/resources.ts';
import { chartFigure } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { limitNote, type Part } from '../part.ts';
import { tableMarkup, type Column } from '../table.ts';
import { CHART_ROWS } from './limits.ts';

type UseCell = CellView & { readonly use: ResourceView };
type QueueCell = CellView & { readonly queue: QueueView };

export function resourcesPart({ run, recommendedCell }: Report): Part | null {
  const rows = run.cells.flatMap((cell): UseCell[] => {
    const use = resourcesOf(cell);
    return use === null ? [] : [{ ...cell, use }];
  });
  if (rows.length === 0) return null;
  return {
    id: 'resources',
    title: 'Resources',
    aid:
      `Means of the whole fleet ${run.loadIndex === null ? 'while the queue was kept full' : 'under the scheduled load'}. Many involuntary switches mean ` +
      'too few cores; a busy event loop delays every task that shares it.',
    content: html`${tableMarkup({
      caption: 'CPU, memory of its own, context switches, event loops and broker by setting',
      rows,
      rowHead: { head: 'setting', text: (cell) => cell.label, color: (cell) => cell.series.color },
      columns: COLUMNS.filter(({ text }) => rows.some((row) => text(row) !== '–')),
      chosen: ({ id }) => id === recommendedCell?.id,
    })}`,
  };
}

function column(
  group: string,
  head: string,
  read: (use: ResourceView) => number | null,
  write: (value: number) => string,
): Column<UseCell> {
  return {
    head,
    group,
    value: ({ use }) => read(use),
    text: ({ use }) => {
      const value = read(use);
      return value === null ? '–' : write(value);
    },
  };
}

const duration = (value: number): string => formatDuration(ms(value));
const size = (value: number): string => formatSize(bytes(value));
const share = (value: number): string => formatRatio(ratio(value));

const COLUMNS: readonly Column<UseCell>[] = [
  column('CPU cores', 'user', (use) => use.cpuUserCores, formatNumber),
  column('CPU cores', 'kernel', (use) => use.cpuSystemCores, formatNumber),
  column('fleet', 'own memory (USS)', (use) => use.ussBytes, size),
  column('fleet', 'processes', (use) => use.processes, formatNumber),
  column('fleet', 'threads', (use) => use.threads, formatNumber),
  column('context switches a second', 'voluntary', (use) => use.voluntarySwitchesPerSec, formatNumber),
  column('context switches a second', 'involuntary', (use) => use.involuntarySwitchesPerSec, formatNumber),
  column('busiest event loop', 'busy', (use) => use.loopRatio, share),
  column('busiest event loop', 'delay p99', (use) => use.loopDelayP99Ms, duration),
  column('busiest event loop', 'GC a second', (use) => use.gcMsPerSec, duration),
  column('broker, a task', 'CPU', (use) => use.brokerCpuMsPerTask, duration),
  column('broker, a task', 'commands', (use) => use.brokerOpsPerTask, formatNumber),
  column('broker, a task', 'network', (use) => use.brokerBytesPerTask, size),
  column('broker', 'memory', (use) => use.brokerMemoryBytes, size),
];

const QUEUE_SEGMENTS: readonly (Segment & { readonly read: (queue: QueueView) => number })[] = [
  { name: 'waiting on the broker', color: 'var(--p2)', read: ({ seen }) => seen },
  { name: 'reserved by workers', color: 'var(--p3)', read: ({ reserved }) => reserved },
  { name: 'scheduled for later', color: 'var(--p5)', read: ({ scheduled }) => scheduled },
  { name: 'to be retried', color: 'var(--p1)', read: ({ retry }) => retry },
];

export async function queuePart({ run, recommendedCell }: Report): Promise<Part | null> {
  const measured = run.cells.flatMap((cell): QueueCell[] => {
    const queue = queueOf(cell);
    return queue === null ? [] : [{ ...cell, queue }];
  });
  if (measured.length === 0) return null;
  const chosen = recommendedCell?.id ?? null;
  const { shown, left } = limitCells(measured, CHART_ROWS, ({ queue }) => -queue.total, chosen);
  const present = QUEUE_SEGMENTS.filter(({ read }) => shown.some(({ queue }) => read(queue) > 0));
  const chart = await chartFigure({
    caption: 'Tasks not yet settled, mean over the load',
    label: 'Stacked bars: tasks waiting on the broker, reserved, scheduled and to be retried, by setting.',
    width: 600,
    spec: (width) =>
      stackedBarChart({
        cells: shown,
        rowTitle: run.rowTitle,
        segments: present,
        read: ({ queue }) => present.map(({ read }) => read(queue)),
        write: formatNumber,
        axisTitle: 'tasks',
        duration: false,
        width,
        recommendedId: chosen,
      }),
  });
  return {
    id: 'queue',
    title: 'What an autoscaler would see',
    aid: `An autoscaler that reads queue lengths sees only what waits on the broker${seenText(measured, chosen)}. What workers have reserved is hidden from it.`,
    content: html`${legendOf(present)}
      <div class="charts">${chart}</div>
      ${limitNote(left, `the ${shown.length} settings with the shortest queues`)}`,
  };
}

function seenText(cells: readonly QueueCell[], chosen: string | null): string {
  const queue = cells.find(({ id }) => id === chosen)?.queue;
  if (queue === undefined || queue.seenRatio === null) return '';
  const { seen, total, seenRatio } = queue;
  return `: with the recommended setting ${formatNumber(seen)} of ${formatNumber(total)} tasks (${share(seenRatio)})`;
}

function legendOf(segments: readonly Segment[]): Markup {
  return html`<ul class="legend">
    ${segments.map(({ name, color }) => html`<li><i style="background:${color}"></i>${name}</li>`)}
  </ul>`;
}
