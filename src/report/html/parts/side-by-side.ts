// Section: the loads of the run side by side, a column a system, or a column a load; every figure of each load behind it.

import { barChart } from '../../charts/bars.ts';
import { limitCells } from '../../charts/rows.ts';
import type { CellView } from '../../view/cells.ts';
import { comparisonGrids, markNotes, type ComparisonGrid, type GridRow } from '../../view/comparison.ts';
import type { Report } from '../../view/report.ts';
import { isOpenLoop } from '../../../result/index.ts';
import { chartFigure } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import type { Part } from '../part.ts';
import { tableMarkup, type Column } from '../table.ts';
import { CHART_ROWS } from './limits.ts';
import { loadTable } from './load-table.ts';

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
    aid: `Every setting under the same load, with the 95 % interval. Bold is better than the others of its ${bySystem ? 'row' : 'column'}, by more than the intervals leave open; without bold, the run does not tell them apart.`,
    content: html`${blocks}${unjudgedNote(grids)}`,
  };
}

// What bold means is above.
const unjudgedNote = (grids: readonly ComparisonGrid[]): readonly Markup[] =>
  markNotes(grids, '').flatMap((note) => (note.startsWith('?') ? [html`<p class="limit">${note}.</p>`] : []));

async function gridMarkup(grid: ComparisonGrid, report: Report): Promise<Markup> {
  const { heading, meaning, rowHead, columns, rows, phaseIndex } = grid;
  const table = tableMarkup({
    caption: `${capital(meaning)}, a column a ${phaseIndex === null ? 'load' : 'system'}`,
    rows,
    rowHead: { head: rowHead, text: (row) => row.label, color: colorOf },
    columns: columns.map((head, at) => gridColumn(head, at)),
    chosen: () => false,
  });
  const { cells } = report.run;
  return html`<h3 class="after">${capital(heading)}</h3>
    ${phaseIndex === null ? null : await bars(cells, phaseIndex, report)} ${table}
    ${phasesOf(grid, cells).map((index) => loadTable(cells, index))}`;
}

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

// A row is one setting, or the settings of one pool.
const colorOf = ({ entries }: GridRow): string =>
  entries.find(({ cell }) => cell !== null)?.cell?.series.color ?? 'var(--muted)';

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
