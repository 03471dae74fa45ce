// The row layout shared by charts of settings: one line each under the name of its series, so the same setting is
// found at the same height in every chart.

import { orderSeries, type Series } from '../view/series.ts';

/** What a row needs of its subject; a cell has it. */
export interface RowSubject {
  readonly id: string;
  /** Stands alone in a sentence. */
  readonly label: string;
  readonly rowLabel: string;
  readonly series: Series;
}

export interface Row<Subject extends RowSubject = RowSubject> {
  /** Position from the top; also the value on the y scale. */
  readonly y: number;
  readonly cell: Subject;
}

export interface RowHeading {
  readonly y: number;
  readonly text: string;
  readonly color: string;
}

export interface Rows<Subject extends RowSubject = RowSubject> {
  readonly rows: readonly Row<Subject>[];
  readonly headings: readonly RowHeading[];
  readonly count: number;
  /** What the parts of a row label are, e.g. "concurrency · prefetch". */
  readonly title: string;
}

export const ROW_HEIGHT = 20;
/** Room above the first row, for the title of the row labels. */
export const ROWS_TOP = 22;

/** Subjects in rows by series, in the order of the matrix. */
export function layRows<Subject extends RowSubject>(cells: readonly Subject[], title: string): Rows<Subject> {
  const rows: Row<Subject>[] = [];
  const headings: RowHeading[] = [];
  let y = 0;
  for (const { name, color } of orderSeries(cells.map((cell) => cell.series))) {
    if (name !== '') headings.push({ y: y++, text: name, color });
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
export function limitCells<Subject extends RowSubject>(
  cells: readonly Subject[],
  limit: number,
  score: (cell: Subject) => number,
  recommendedId: string | null,
): { readonly shown: readonly Subject[]; readonly left: number } {
  if (cells.length <= limit) return { shown: cells, left: 0 };
  const rank = (cell: Subject) => (cell.id === recommendedId ? Infinity : score(cell));
  const kept = new Set(cells.toSorted((a, b) => rank(b) - rank(a)).slice(0, limit));
  return { shown: cells.filter((cell) => kept.has(cell)), left: cells.length - limit };
}
