// Section: the loads of the run side by side, a column a system, or a column a load; every figure of each load behind it.

import { barChart } from '../../charts/bars.ts';
import { limitCells } from '../../charts/rows.ts';
import type { CellView } from '../../view/cells.ts';
import { comparisonGrids, type ComparisonGrid, type GridRow } from '../../view/comparison.ts';
import { fullText, plainText, valueOf, type Figure } from '../../view/figure.ts';
import { causeText, limitOf } from '../../view/limits.ts';
import type { LoadView } from '../../view/load.ts';
import type { Report } from '../../view/report.ts';
import { isOpenLoop } from '../../../result/index.ts';
import { chartFigure } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import type { Part } from '../part.ts';
import { tableMarkup, type Column } from '../table.ts';
import { CHART_ROWS } from './limits.ts';

export async function sideBySidePart(report: Report): Promise<Part | null> {
  const { result, run } = report;
  const grids = comparisonGrids(result, run.cells);
  if (grids.length === 0) return null;
  const bySystem = grids.some(({ phaseIndex }) => phaseIndex !== null);
  const blocks: Markup[] = [];
  for (const grid of grids) blocks.push(await gridMarkup(grid, report));
  return {
    id: 'side-by-side',
    title: bySystem ? 'Systems side by side' : 'Load by load',
    aid:
      'Every setting under the same load, with the 95 % interval. Bold is better than all it is compared with, by more ' +
      'than the intervals leave open; without bold, the run does not tell them apart.',
    content: html`${blocks}`,
  };
}

async function gridMarkup(grid: ComparisonGrid, report: Report): Promise<Markup> {
  const { title, rowHead, columns, rows, phaseIndex } = grid;
  const table = tableMarkup({
    caption: title,
    rows,
    rowHead: { head: rowHead, text: (row) => row.label, color: colorOf(grid) },
    columns: columns.map((head, at) => gridColumn(head, at)),
    chosen: () => false,
  });
  const { cells } = report.run;
  return html`<h3 class="after">${title.slice(0, 1).toUpperCase()}${title.slice(1)}</h3>
    ${phaseIndex === null ? null : await bars(cells, phaseIndex, report)} ${table}
    ${phasesOf(grid, cells).map((index) => details(cells, index))}`;
}

// One colour where a row is one setting.
const colorOf =
  ({ phaseIndex }: ComparisonGrid) =>
  ({ entries }: GridRow): string =>
    phaseIndex === null ? (entries[0]?.cell?.series.color ?? 'var(--muted)') : 'var(--muted)';

function phasesOf({ phaseIndex, columns }: ComparisonGrid, cells: readonly CellView[]): readonly number[] {
  if (phaseIndex !== null) return [phaseIndex];
  return cells.length === 0 ? [] : [...columns.keys()];
}

function gridColumn(head: string, at: number): Column<GridRow> {
  return {
    head,
    text: ({ entries }) => entries[at]?.text ?? '',
    value: ({ entries }) => entries[at]?.value ?? null,
    strong: ({ entries }) => entries[at]?.best === true,
  };
}

async function bars(cells: readonly CellView[], index: number, { run }: Report): Promise<Markup | null> {
  const read = (cell: CellView) => {
    const load = cell.phases[index];
    return load === undefined || isOpenLoop(load) ? null : load.throughput;
  };
  const measured = cells.filter((cell) => read(cell) !== null);
  if (measured.length === 0) return null;
  const { shown } = limitCells(measured, CHART_ROWS, (cell) => read(cell)?.value ?? 0, null);
  return html`<div class="charts">
    ${await chartFigure({
      caption: 'Tasks a second',
      note: '– line: 95 % interval',
      label: 'Bars: tasks a second by setting. The same figures are in the table below.',
      width: 590,
      spec: (width) =>
        barChart({
          cells: shown,
          rowTitle: run.rowTitle,
          read,
          unit: 1,
          axisTitle: 'tasks a second',
          of: 'tasks',
          width,
          recommendedId: null,
        }),
    })}
  </div>`;
}

function details(cells: readonly CellView[], index: number): Markup | null {
  const rows = cells.filter(({ phases }) => phases[index] !== undefined);
  const [first] = rows;
  if (first === undefined) return null;
  return html`<details>
    <summary>Every figure <span class="muted">– ${first.phases[index]?.label ?? ''}</span></summary>
    ${tableMarkup({
      caption: 'Throughput, latencies and CPU of every setting under this load',
      rows,
      rowHead: { head: 'setting', text: ({ label }) => label, color: ({ series }) => series.color },
      columns: figureColumns(index),
      chosen: () => false,
    })}
  </details>`;
}

function figureColumns(index: number): readonly Column<CellView>[] {
  const column = (
    head: string,
    group: string,
    read: (load: LoadView) => Figure | null,
    write = plainText,
  ): Column<CellView> => {
    const figure = ({ phases }: CellView): Figure | null => {
      const load = phases[index];
      return load === undefined ? null : read(load);
    };
    return {
      head,
      group,
      value: (cell) => valueOf(figure(cell)),
      text: (cell) => {
        const found = figure(cell);
        return found === null ? '–' : write(found);
      },
    };
  };
  return [
    column('tasks/s', 'throughput', (load) => load.throughput, fullText),
    {
      head: 'limited by',
      group: 'throughput',
      text: ({ phases }) => {
        const limit = limitOf(phases[index] ?? null);
        return limit === null ? '–' : causeText(limit);
      },
    },
    column('utilization', 'slots', (load) => load.utilization),
    column('p50', 'wait', (load) => load.wait.p50),
    column('p95', 'wait', (load) => load.wait.p95),
    column('p99', 'wait', (load) => load.wait.p99),
    column('p50', 'service', (load) => load.service.p50),
    column('p95', 'service', (load) => load.service.p95),
    column('CPU a task', 'CPU', (load) => load.cpuMsPerTask),
  ];
}
