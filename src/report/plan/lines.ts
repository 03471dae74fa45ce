// Plain text in columns: wrapped paragraphs, name-and-value lines, tables. The same on a terminal and in a pipe, and
// nothing in it can steer the terminal: names and reasons come from a result file.

import { plainTable } from '../terminal/plain-table.ts';
import { printable } from '../terminal/text.ts';

/** Text width: fits the narrowest common terminal, and does not depend on whether there is one. */
const WIDTH = 80;

/** A paragraph wrapped at words; the first line after `lead`, the rest indented as far. */
export function paragraph(text: string, lead = ''): string {
  const indent = ' '.repeat(lead.length);
  const lines: string[] = [];
  let line = lead;
  for (const word of printable(text.replace(/\s+/g, ' ')).split(' ')) {
    const start = line === lead || line === indent;
    if (!start && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else {
      line += start ? word : ` ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

/** "  name        value", names in one column. */
export function facts(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => paragraph(value, `  ${name.padEnd(width)}  `)).join('\n');
}

/** A table without rules: the first column to the left and wrapped at `firstWidth`, the others to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  firstWidth?: number,
): string {
  const lines = plainTable({
    head,
    rows,
    left: (column) => column === 0 && firstWidth !== undefined,
    ...(firstWidth === undefined ? {} : { widths: [firstWidth] }),
  });
  return lines.map((line) => (line === '' ? line : `  ${line}`)).join('\n');
}

/** Sections one under another, empty ones left out, a blank line between. */
export function sections(parts: readonly (string | undefined)[]): string {
  return `${parts.filter((part) => part !== undefined && part !== '').join('\n\n')}\n`;
}

/** A titled list; undefined when there is nothing in it. */
export function bullets(title: string, items: readonly string[]): string | undefined {
  if (items.length === 0) return undefined;
  return [title, ...items.map((item) => paragraph(item, '  - '))].join('\n');
}
