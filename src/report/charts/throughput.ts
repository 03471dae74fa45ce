// Throughput of every cell: bars by pool, the interval over repeats on top, the figure beside the bar.

import type { TopLevelSpec } from 'vega-lite';
import { formatNumber } from '../../units/index.ts';
import type { CellView } from '../view/cells.ts';
import type { Estimate } from '../view/estimate.ts';
import { groundLayers, labelRoom, rowPosition } from './row-layers.ts';
import { layRows, ROW_HEIGHT, ROWS_TOP } from './rows.ts';
import type { UnitSpec } from './spec-parts.ts';
import { frame, INK } from './theme.ts';

/** Bars of `capacity` for cells that have one. */
export function throughputChart(
  cells: readonly CellView[],
  rowTitle: string,
  width: number,
  recommendedId: string | null,
): TopLevelSpec {
  const rows = layRows(cells, rowTitle);
  const margins = { top: ROWS_TOP, right: 64, bottom: 40, left: labelRoom(rows) };
  const y = rowPosition(rows);
  const end = axisEnd(cells);
  const bars = rows.rows.flatMap(({ y: at, cell }) => {
    if (cell.capacity === null) return [];
    return [{ y: at, color: cell.series.color, ...barOf(cell.label, cell.capacity, end) }];
  });
  const domain: number[] = [0, end];
  const x = {
    field: 'value',
    type: 'quantitative',
    stack: null,
    title: 'tasks a second',
    scale: { domain },
  } as const;
  const plot: UnitSpec[] = [
    {
      mark: { type: 'bar', height: ROW_HEIGHT - 6, cornerRadiusEnd: 3 },
      encoding: {
        y,
        x: { ...x, axis: { tickCount: Math.max(3, Math.round(width / 120)), format: '~s' } },
        color: { field: 'color', type: 'nominal', scale: null },
        description: { field: 'title' },
      },
    },
    {
      transform: [{ filter: 'datum.low !== null' }],
      mark: { type: 'rule', stroke: INK, strokeWidth: 1.5, aria: false },
      encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
    },
    {
      mark: { type: 'text', align: 'left', dx: 6, fontSize: 12, fill: INK, aria: false },
      encoding: { y, x: { field: 'end', type: 'quantitative' }, text: { field: 'text' } },
    },
  ];
  const height = rows.count * ROW_HEIGHT + margins.top + margins.bottom;
  return {
    ...frame(width, height, margins),
    data: { values: bars },
    layer: [...groundLayers(rows, width - margins.left, recommendedId), ...plot],
  };
}

// The interval of two repeats can be ten times the figure: whiskers may not squeeze the bars.
const WHISKER_ROOM = 1.3;

function axisEnd(cells: readonly CellView[]): number {
  const ends = cells.flatMap(({ capacity }) =>
    capacity === null ? [] : [Math.min(capacity.high ?? 0, capacity.mean * WHISKER_ROOM), capacity.mean],
  );
  return Math.max(...ends, 1) * 1.02;
}

function barOf(label: string, { mean, low, high, repeats }: Estimate, axisMax: number) {
  const interval =
    low === null || high === null
      ? ''
      : ` (${formatNumber(low)} to ${formatNumber(high)}, ${repeats} repeats)`;
  return {
    value: mean,
    low,
    high: high === null ? null : Math.min(high, axisMax),
    end: Math.min(axisMax, Math.max(mean, high ?? mean)),
    text: formatNumber(mean),
    title: `${label}: ${formatNumber(mean)} tasks/s${interval}`,
  };
}
