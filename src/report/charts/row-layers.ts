// Layers of a row chart that carry text and ground: series headings, row labels, a band behind the recommended row.

import type { UnitSpec } from './spec-parts.ts';
import { textWidth, INK, MUTED } from './theme.ts';
import type { Rows } from './rows.ts';

/** Room the row labels need left of the plot. */
export function labelRoom(rows: Rows): number {
  const widest = Math.max(...rows.rows.map(({ cell }) => textWidth(cell.rowLabel)), 24);
  return Math.min(widest + 16, 170);
}

/** The y channel of a row chart: positions, no axis of its own. */
export function rowPosition(rows: Rows) {
  return {
    field: 'y',
    type: 'ordinal',
    scale: { domain: Array.from({ length: rows.count }, (_, i) => i), padding: 0 },
    axis: null,
  } as const;
}

export function groundLayers(rows: Rows, width: number, recommendedId: string | null): UnitSpec[] {
  const y = rowPosition(rows);
  const labels = rows.rows.map(({ y: at, cell }) => ({
    y: at,
    text: cell.rowLabel,
    chosen: cell.id === recommendedId,
  }));
  const room = labelRoom(rows);
  return [
    {
      data: { values: [{ text: rows.title }] },
      mark: { type: 'text', align: 'left', baseline: 'bottom', fontSize: 12, fill: MUTED, aria: false },
      encoding: { x: { value: -room + 4 }, y: { value: -4 }, text: { field: 'text' } },
    },
    {
      data: { values: labels.filter((label) => label.chosen) },
      mark: { type: 'rect', fill: 'var(--accent-soft)', aria: false },
      encoding: { y, x: { value: -room }, x2: { value: width } },
    },
    {
      data: { values: rows.headings.map((heading) => ({ ...heading })) },
      mark: { type: 'text', align: 'left', fontWeight: 700, fontSize: 13, dy: 3, aria: false },
      encoding: {
        y,
        x: { value: -room + 4 },
        text: { field: 'text' },
        color: { field: 'color', type: 'nominal', scale: null },
      },
    },
    {
      data: { values: labels },
      mark: { type: 'text', align: 'right', fontSize: 12, aria: false },
      encoding: {
        y,
        x: { value: -8 },
        text: { field: 'text' },
        color: { condition: { test: 'datum.chosen', value: INK }, value: MUTED },
      },
    },
  ];
}
