// Loads side by side on a terminal: a block a grid. Where it does not fit, intervals go first; columns that do not fit
// even so go into a block below.

import type { ComparisonGrid, GridEntry } from '../view/comparison.ts';
import type { Paint } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { printable, visibleWidth } from './text.ts';

/** The lines of all grids, a blank one between two. */
export function gridLines(
  grids: readonly ComparisonGrid[],
  columns: number,
  paint: Paint,
): readonly string[] {
  return grids.flatMap((grid, at) => [
    ...(at === 0 ? [] : ['']),
    paint.strong(printable(grid.title)),
    ...fitted(grid, columns, paint),
  ]);
}

type Write = (entry: GridEntry) => string;

const WITH_INTERVAL: Write = ({ text }) => text;
const SHORT: Write = ({ shortText }) => shortText;

function fitted(grid: ComparisonGrid, columns: number, paint: Paint): readonly string[] {
  const all = [...grid.columns.keys()];
  const [head = '', ...lines] = draw(grid, all, WITH_INTERVAL);
  return fits([head, ...lines], columns)
    ? [paint.muted(head), ...lines]
    : shortBlocks(grid, all, columns, paint);
}

// As many columns as fit, at least one.
function shortBlocks(
  grid: ComparisonGrid,
  wanted: readonly number[],
  columns: number,
  paint: Paint,
): readonly string[] {
  for (let taken = wanted.length; taken > 0; taken--) {
    const [head = '', ...lines] = draw(grid, wanted.slice(0, taken), SHORT);
    if (taken > 1 && !fits([head, ...lines], columns)) continue;
    return [paint.muted(head), ...lines, ...shortBlocks(grid, wanted.slice(taken), columns, paint)];
  }
  return [];
}

const fits = (lines: readonly string[], columns: number): boolean =>
  lines.every((line) => visibleWidth(line) <= columns);

function draw(grid: ComparisonGrid, shown: readonly number[], write: Write): readonly string[] {
  return plainTable({
    head: [`  ${grid.rowHead}`, ...shown.map((at) => grid.columns[at] ?? '')],
    rows: grid.rows.map(({ label, entries }) => [
      `  ${label}`,
      ...shown.map((at) => markedText(entries[at], write)),
    ]),
  });
}

// A mark in place of bold: colours are for some terminals only.
function markedText(entry: GridEntry | undefined, write: Write): string {
  return entry === undefined ? '' : `${entry.best ? '* ' : ''}${write(entry)}`;
}
