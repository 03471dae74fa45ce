// The row layout shared by charts of cells: one line a cell under the name of its series, so the same cell is
// found at the same height in every chart.

import type { CellView } from '../view/cells.ts';
import { orderSeries } from '../view/series.ts';

export interface Row {
  /** Position from the top; also the value on the y scale. */
  readonly y: number;
  readonly cell: CellView;
}

export interface RowHeading {
  readonly y: number;
  readonly text: string;
  readonly color: string;
}

export interface Rows {
  readonly rows: readonly Row[];
  readonly headings: readonly RowHeading[];
  readonly count: number;
  /** What the parts of a row label are, e.g. "concurrency · prefetch". */
  readonly title: string;
}

export const ROW_HEIGHT = 20;
/** Room above the first row, for the title of the row labels. */
export const ROWS_TOP = 22;

/** Cells in rows by series, in the order of the matrix. */
export function layRows(cells: readonly CellView[], title: string): Rows {
  const rows: Row[] = [];
  const headings: RowHeading[] = [];
  let y = 0;
  for (const { name, color } of orderSeries(cells.map((cell) => cell.series))) {
    headings.push({ y: y++, text: name, color });
    for (const cell of cells) {
      if (cell.series.name === name) rows.push({ y: y++, cell });
    }
  }
  return { rows, headings, count: y, title };
}

/**
 * The cells a chart has room for: the recommended one always, then the best by `score` (higher is better), in the
 * order of the matrix. `left` says how many are only in the table.
 */
export function limitCells(
  cells: readonly CellView[],
  limit: number,
  score: (cell: CellView) => number,
  recommendedId: string | null,
): { readonly shown: readonly CellView[]; readonly left: number } {
  if (cells.length <= limit) return { shown: cells, left: 0 };
  const rank = (cell: CellView) => (cell.id === recommendedId ? Infinity : score(cell));
  const kept = new Set(cells.toSorted((a, b) => rank(b) - rank(a)).slice(0, limit));
  return { shown: cells.filter((cell) => kept.has(cell)), left: cells.length - limit };
}
