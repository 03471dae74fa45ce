// A table for a terminal without borders: columns two spaces apart, no space at the end of a line, nothing in a cell
// that could steer the terminal.

import Table from 'cli-table3';
import { printable } from './text.ts';

export interface PlainTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether a column begins at the left; default: the first alone. */
  readonly left?: (column: number) => boolean;
  /** Widths (characters) at which words go on to the next line; undefined = as wide as the widest cell. */
  readonly widths?: readonly (number | null)[];
}

const PLACES = ['top', 'bottom', 'left', 'right', 'mid'] as const;
const NO_BORDERS = Object.fromEntries(
  PLACES.flatMap((place) => [place, `${place}-mid`, `${place}-left`, `${place}-right`]).map((place) => [
    place,
    '',
  ]),
);

/** The lines, that of the heads first. */
export function plainTable({ head, rows, left = (column) => column === 0, widths }: PlainTable): string[] {
  const table = new Table({
    head: head.map(printable),
    colAligns: head.map((_, column) => (left(column) ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    chars: { ...NO_BORDERS, middle: '  ' },
    ...(widths === undefined ? {} : { colWidths: [...widths], wordWrap: true }),
  });
  table.push(...rows.map((row) => row.map(printableLines)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
