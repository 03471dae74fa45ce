// A whole and its parts, one bar a setting: where the time of a task goes, what a queue is made of.

import type { TopLevelSpec } from 'vega-lite';
import { DURATION_LABEL } from './duration-axis.ts';
import { groundLayers, labelRoom, rowPosition } from './row-layers.ts';
import { layRows, ROW_HEIGHT, ROWS_TOP, type RowSubject } from './rows.ts';
import type { UnitSpec } from './spec-parts.ts';
import { frame, INK } from './theme.ts';

export interface Segment {
  readonly name: string;
  /** A CSS variable of the page. */
  readonly color: string;
}

export interface StackedBars<Subject extends RowSubject> {
  readonly cells: readonly Subject[];
  readonly rowTitle: string;
  readonly segments: readonly Segment[];
  /** One value a segment, in their order, null where there is none; null for a setting that has none at all. */
  readonly read: (cell: Subject) => readonly (number | null)[] | null;
  readonly write: (value: number) => string;
  readonly axisTitle: string;
  /** Milliseconds are labelled in the unit that fits. */
  readonly duration: boolean;
  readonly width: number;
  readonly recommendedId: string | null;
}

export function stackedBarChart<Subject extends RowSubject>(chart: StackedBars<Subject>): TopLevelSpec {
  const rows = layRows(chart.cells, chart.rowTitle);
  const margins = { top: ROWS_TOP, right: 70, bottom: 40, left: labelRoom(rows) };
  const found = rows.rows.flatMap(({ y, cell }) => {
    const values = chart.read(cell);
    return values === null ? [] : [{ y, cell, values, whole: sumOf(values) }];
  });
  const pieces = found.flatMap(({ y, cell, values }) => piecesOf(chart, y, cell.label, values));
  const totals = found.map(({ y, whole }) => ({ y, whole, text: chart.write(whole) }));
  const domain: number[] = [0, Math.max(...totals.map(({ whole }) => whole), 0) * 1.02 || 1];
  const height = rows.count * ROW_HEIGHT + margins.top + margins.bottom;
  const ground = groundLayers(rows, chart.width - margins.left, chart.recommendedId);
  return {
    ...frame(chart.width, height, margins),
    layer: [...ground, ...plotLayers(chart, rowPosition(rows), domain, pieces, totals)],
  };
}

interface Piece {
  readonly y: number;
  readonly from: number;
  readonly to: number;
  readonly color: string;
  readonly title: string;
}

interface Total {
  readonly y: number;
  readonly whole: number;
  readonly text: string;
}

function piecesOf<Subject extends RowSubject>(
  { segments, write }: StackedBars<Subject>,
  y: number,
  label: string,
  values: readonly (number | null)[],
): Piece[] {
  let from = 0;
  return segments.flatMap(({ name, color }, i) => {
    const value = values[i] ?? 0;
    const piece = { y, from, to: from + value, color, title: `${label}, ${name}: ${write(value)}` };
    from += value;
    return value > 0 ? [piece] : [];
  });
}

function plotLayers<Subject extends RowSubject>(
  { axisTitle, duration, width }: StackedBars<Subject>,
  y: ReturnType<typeof rowPosition>,
  domain: number[],
  pieces: readonly Piece[],
  totals: readonly Total[],
): UnitSpec[] {
  const ticks = { tickCount: Math.max(3, Math.round(width / 130)) };
  const axis = duration ? { ...ticks, labelExpr: DURATION_LABEL } : { ...ticks, format: '~s' };
  const x = { field: 'from', type: 'quantitative', title: axisTitle, scale: { domain }, axis } as const;
  return [
    {
      data: { values: pieces.map((piece) => ({ ...piece })) },
      mark: { type: 'bar', height: ROW_HEIGHT - 6 },
      encoding: {
        y,
        x,
        x2: { field: 'to' },
        color: { field: 'color', type: 'nominal', scale: null },
        description: { field: 'title' },
      },
    },
    {
      data: { values: totals.map((total) => ({ ...total })) },
      mark: { type: 'text', align: 'left', dx: 6, fontSize: 12, fill: INK, aria: false },
      encoding: { y, x: { field: 'whole', type: 'quantitative' }, text: { field: 'text' } },
    },
  ];
}

/** Of the values that are there. */
export const sumOf = (values: readonly (number | null)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);
