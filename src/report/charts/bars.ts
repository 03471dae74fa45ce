// One figure of every setting: bars by pool, the interval over repeats on top, the figure beside the bar.

import type { TopLevelSpec } from 'vega-lite';
import { plainText, spreadText, type Estimate } from '../view/figure.ts';
import { groundLayers, labelRoom, rowPosition } from './row-layers.ts';
import { layRows, ROW_HEIGHT, ROWS_TOP, type RowSubject } from './rows.ts';
import type { UnitSpec } from './spec-parts.ts';
import { frame, INK } from './theme.ts';

export interface BarChart<Subject extends RowSubject> {
  readonly cells: readonly Subject[];
  readonly rowTitle: string;
  readonly read: (cell: Subject) => Estimate | null;
  /** A value on the axis: 2^20 for bytes in MiB. */
  readonly unit: number;
  readonly axisTitle: string;
  /** Behind the figure in the words of a bar: "a worker". */
  readonly of: string;
  readonly width: number;
  readonly recommendedId: string | null;
}

// Room for the figure beside the longest bar.
const TEXT_ROOM = 76;

export function barChart<Subject extends RowSubject>(chart: BarChart<Subject>): TopLevelSpec {
  const rows = layRows(chart.cells, chart.rowTitle);
  const margins = { top: ROWS_TOP, right: TEXT_ROOM, bottom: 40, left: labelRoom(rows) };
  const found = rows.rows.flatMap(({ y, cell }) => {
    const estimate = chart.read(cell);
    return estimate === null ? [] : [{ y, cell, estimate }];
  });
  const end = axisEnd(found.map(({ estimate }) => estimate)) / chart.unit;
  const bars = found.map(({ y, cell, estimate }) => ({
    y,
    color: cell.series.color,
    ...barOf(estimate, chart.unit, end),
    title: `${cell.label}: ${plainText(estimate)} ${chart.of}${spreadText(estimate)}`,
  }));
  const height = rows.count * ROW_HEIGHT + margins.top + margins.bottom;
  const ground = groundLayers(rows, chart.width - margins.left, chart.recommendedId);
  return {
    ...frame(chart.width, height, margins),
    data: { values: bars },
    layer: [...ground, ...barLayers(rowPosition(rows), end, chart)],
  };
}

function barLayers(
  y: ReturnType<typeof rowPosition>,
  end: number,
  { axisTitle, width }: Pick<BarChart<RowSubject>, 'axisTitle' | 'width'>,
): UnitSpec[] {
  const domain: number[] = [0, end];
  // Stacked bars with round ends would each be clipped in a group of its own.
  const x = {
    field: 'value',
    type: 'quantitative',
    stack: null,
    title: axisTitle,
    scale: { domain },
  } as const;
  const axis = { tickCount: Math.max(3, Math.round(width / 120)), format: '~s' } as const;
  return [
    {
      mark: { type: 'bar', height: ROW_HEIGHT - 6, cornerRadiusEnd: 3 },
      encoding: {
        y,
        x: { ...x, axis },
        color: { field: 'color', type: 'nominal', scale: null },
        description: { field: 'title' },
      },
    },
    ...intervalLayers(y),
    {
      mark: { type: 'text', align: 'left', dx: 6, fontSize: 12, fill: INK, aria: false },
      encoding: { y, x: { field: 'end', type: 'quantitative' }, text: { field: 'text' } },
    },
  ];
}

/** A thin line from `low` to `high` with ends of its own; nothing where there is no interval. */
function intervalLayers(y: ReturnType<typeof rowPosition>): UnitSpec[] {
  const transform = [{ filter: 'datum.low !== null' }];
  const ink = { stroke: INK, strokeWidth: 1.5, aria: false } as const;
  const end = (field: 'low' | 'high'): UnitSpec => ({
    transform,
    mark: { type: 'tick', height: 7, thickness: 1.5, fill: INK, aria: false },
    encoding: { y, x: { field, type: 'quantitative' } },
  });
  return [
    {
      transform,
      mark: { type: 'rule', ...ink },
      encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
    },
    end('low'),
    end('high'),
  ];
}

// The interval of two repeats can be ten times the figure: whiskers may not squeeze the bars.
const WHISKER_ROOM = 1.3;

function axisEnd(estimates: readonly Estimate[]): number {
  const ends = estimates.flatMap(({ value, high }) => [Math.min(high ?? 0, value * WHISKER_ROOM), value]);
  const most = Math.max(...ends, 0);
  return (most > 0 ? most : 1) * 1.02;
}

function barOf(estimate: Estimate, unit: number, axisMax: number) {
  const { value, low, high } = estimate;
  const top = high === null ? null : Math.min(high / unit, axisMax);
  return {
    value: value / unit,
    low: low === null ? null : low / unit,
    high: top,
    end: Math.min(axisMax, Math.max(value / unit, top ?? 0)),
    text: plainText(estimate),
  };
}
