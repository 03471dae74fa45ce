// Section: where the time of a task goes, in five parts by setting; and what prefetch cost.

import { barChart } from '../../charts/bars.ts';
import { limitCells, type RowSubject } from '../../charts/rows.ts';
import { stackedBarChart, sumOf, type Segment } from '../../charts/stacked-bars.ts';
import { formatDuration, ms } from '../../../units/index.ts';
import type { CellView } from '../../view/cells.ts';
import type { Estimate } from '../../view/figure.ts';
import { flowOf, PART_MEANINGS, PART_NAMES, type FlowView, type PartTimes } from '../../view/part-times.ts';
import type { Report } from '../../view/report.ts';
import { PLAIN_MARK, type Series } from '../../view/series.ts';
import { chartFigure } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { limitNote, type Part } from '../part.ts';
import { CHART_ROWS } from './limits.ts';

const SEGMENTS: readonly Segment[] = PART_NAMES.map((name, i) => ({ name, color: `var(--p${i + 1})` }));

type FlowCell = CellView & { readonly flow: FlowView };

export async function taskTimePart(report: Report): Promise<Part | null> {
  const { run, recommendedCell } = report;
  const measured = run.cells.flatMap((cell): FlowCell[] => {
    const flow = flowOf(cell);
    return flow === null ? [] : [{ ...cell, flow }];
  });
  if (measured.length === 0) return null;
  const chosen = recommendedCell?.id ?? null;
  const { shown, left } = limitCells(measured, CHART_ROWS, ({ flow }) => -whole(flow.total), chosen);
  const scheduled = run.loadIndex !== null;
  const bySetting = await partsFigure({
    caption: 'By setting',
    rows: shown,
    read: ({ flow }) => flow.total,
    rowTitle: run.rowTitle,
    width: 580,
    chosen,
  });
  const subject = measured.find(({ id }) => id === chosen) ?? measured[0];
  return {
    id: 'task-time',
    title: 'Where the time of a task goes',
    aid:
      `The mean task ${scheduled ? 'under the scheduled load' : 'while the queue was kept full'}, from the moment it was due until its ack left. ` +
      'Service is the work itself; everything before it is waiting, and the colour says where.',
    content: html`${partsLegend()}
      <div class="charts">${bySetting}${subject === undefined ? null : await splits(subject)}</div>
      ${limitNote(left, `the ${shown.length} settings with the shortest time`)}
      ${await strandedMarkup(shown, run.rowTitle, chosen)}`,
  };
}

const whole = ({ meansMs }: PartTimes): number => sumOf(meansMs);

function partsLegend(): Markup {
  return html`<ul class="legend">
    ${SEGMENTS.map(
      ({ color }, i) =>
        html`<li>
          <i style="background:${color}"></i>${PART_NAMES[i] ?? ''}
          <span class="muted">${PART_MEANINGS[PART_NAMES[i] ?? 'slip']}</span>
        </li>`,
    )}
  </ul>`;
}

interface PartsFigure<Row extends RowSubject> {
  readonly caption: string;
  readonly note?: string;
  readonly rows: readonly Row[];
  readonly read: (row: Row) => PartTimes;
  readonly rowTitle: string;
  readonly width: number;
  readonly chosen: string | null;
}

function partsFigure<Row extends RowSubject>(figure: PartsFigure<Row>): Promise<Markup> {
  const { caption, note, rows, read, rowTitle, width, chosen } = figure;
  return chartFigure({
    caption,
    ...(note === undefined ? {} : { note }),
    label: `Stacked bars: mean slip, broker wait, reserved wait, service and settle time, ${caption.toLowerCase()}.`,
    width,
    spec: (drawn) =>
      stackedBarChart({
        cells: rows,
        rowTitle,
        segments: SEGMENTS,
        read: (row) => read(row).meansMs,
        write: (value) => formatDuration(ms(value)),
        axisTitle: 'mean time of a task',
        duration: true,
        width: drawn,
        recommendedId: chosen,
      }),
  });
}

type SplitRow = RowSubject & { readonly times: PartTimes };

// One row of the first chart taken apart: only where there is more than one task type, queue or worker.
async function splits({ label, flow }: FlowCell): Promise<Markup[]> {
  const kinds = [
    ['By task type', 'task type', flow.byTask],
    ['By queue', 'queue', flow.byQueue],
    ['By worker', 'worker', flow.byWorker],
  ] as const;
  const figures: Markup[] = [];
  for (const [caption, rowTitle, parts] of kinds) {
    const rows = parts.slice(0, CHART_ROWS).map(splitRow);
    if (rows.length < 2) continue;
    const read = ({ times }: SplitRow) => times;
    const note = `– ${label}`;
    figures.push(await partsFigure({ caption, note, rows, read, rowTitle, width: 410, chosen: null }));
  }
  return figures;
}

const NO_SERIES: Series = { name: '', system: '', pool: '', color: 'var(--muted)', mark: PLAIN_MARK };

function splitRow(times: PartTimes): SplitRow {
  const rowLabel = times.name.length > 22 ? `${times.name.slice(0, 21)}…` : times.name;
  return { id: times.name, label: times.name, rowLabel, series: NO_SERIES, times };
}

async function strandedMarkup(
  cells: readonly FlowCell[],
  rowTitle: string,
  chosen: string | null,
): Promise<Markup | null> {
  const several = cells.filter(({ flow, workers }) => flow.stranded !== null && workers > 1);
  if (several.length === 0) return null;
  if (several.every(({ flow }) => (flow.stranded?.strandedRatio ?? 0) < 0.0005)) {
    return html`<p class="limit">
      No slot stood idle while a task it could have run sat reserved at another worker: prefetch cost nothing
      here.
    </p>`;
  }
  const chart = await chartFigure({
    caption: 'What prefetch cost',
    note: '– slot-time idle while a task it could have run sat reserved at another worker',
    label: 'Bars: share of slot-time stranded by prefetch, by setting.',
    width: 600,
    spec: (width) =>
      barChart({
        cells: several,
        rowTitle,
        read: ({ flow }) => (flow.stranded === null ? null : share(flow.stranded.strandedRatio)),
        unit: 0.01,
        axisTitle: '% of slot-time',
        of: 'of slot-time stranded',
        width,
        recommendedId: chosen,
      }),
  });
  return html`<div class="charts after">${chart}</div>`;
}

const share = (value: number): Estimate => ({
  kind: 'value',
  unit: 'ratio',
  value,
  low: null,
  high: null,
  method: null,
  repeats: 1,
});
