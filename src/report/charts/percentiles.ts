// One latency (wait, service or end-to-end) of every cell: p50, p95 and p99 on a log scale, as three marks on a line.

import type { TopLevelSpec } from 'vega-lite';
import { formatDuration, ms } from '../../units/index.ts';
import type { CellView } from '../view/cells.ts';
import type { Quantiles } from '../view/load.ts';
import { DURATION_LABEL, durationTicks } from './duration-axis.ts';
import { logDomain } from './log-ticks.ts';
import { groundLayers, labelRoom, rowPosition } from './row-layers.ts';
import { layRows, ROW_HEIGHT, ROWS_TOP } from './rows.ts';
import type { UnitSpec } from './spec-parts.ts';
import { frame, INK } from './theme.ts';

export interface PercentileChart {
  readonly cells: readonly CellView[];
  readonly rowTitle: string;
  readonly read: (cell: CellView) => Quantiles | null;
  readonly title: string;
  readonly width: number;
  readonly recommendedId: string | null;
  /** A limit to draw as a line across all cells, e.g. the goal. */
  readonly goalMs: number | null;
}

export function percentileChart(chart: PercentileChart): TopLevelSpec {
  const rows = layRows(chart.cells, chart.rowTitle);
  const margins = { top: ROWS_TOP, right: 18, bottom: 40, left: labelRoom(rows) };
  const data = rows.rows.flatMap(({ y, cell }) => {
    const found = chart.read(cell);
    if (found === null || found.count === 0) return [];
    return [{ y, color: cell.series.color, ...marksOf(cell.label, chart.title, found) }];
  });
  const values = data.flatMap((row) => [row.p50, row.p99]);
  const domain = logDomain(chart.goalMs === null ? values : [...values, chart.goalMs]);
  const plotWidth = chart.width - margins.left - margins.right;
  const axis = { values: durationTicks(domain, plotWidth), labelExpr: DURATION_LABEL };
  const height = rows.count * ROW_HEIGHT + margins.top + margins.bottom;
  const ground = groundLayers(rows, chart.width - margins.left, chart.recommendedId);
  return {
    ...frame(chart.width, height, margins),
    data: { values: data },
    layer: [
      ...ground,
      ...goalLayer(chart.goalMs),
      ...markLayers(rowPosition(rows), { scale: { type: 'log', domain }, title: chart.title, axis }),
    ],
  };
}

interface XChannel {
  readonly scale: { readonly type: 'log'; readonly domain: number[] };
  readonly title: string;
  readonly axis: { readonly values: number[]; readonly labelExpr: string };
}

function markLayers(y: ReturnType<typeof rowPosition>, axis: XChannel): UnitSpec[] {
  const x = { type: 'quantitative', ...axis } as const;
  const color = { field: 'color', type: 'nominal', scale: null } as const;
  const description = { field: 'title' } as const;
  return [
    {
      mark: { type: 'rule', strokeWidth: 2, opacity: 0.55, aria: false },
      encoding: { y, x: { ...x, field: 'p50' }, x2: { field: 'p99' }, color },
    },
    {
      mark: { type: 'tick', height: 11, thickness: 2.5 },
      encoding: { y, x: { ...x, field: 'p99' }, color, description },
    },
    {
      mark: { type: 'point', filled: true, size: 62, opacity: 1 },
      encoding: { y, x: { ...x, field: 'p95' }, color, description },
    },
    {
      mark: { type: 'point', fill: 'var(--paper)', size: 46, strokeWidth: 2, opacity: 1 },
      encoding: { y, x: { ...x, field: 'p50' }, stroke: color, description },
    },
  ];
}

function goalLayer(goalMs: number | null): UnitSpec[] {
  if (goalMs === null) return [];
  return [
    {
      data: { values: [{ goal: goalMs }] },
      mark: { type: 'rule', stroke: INK, strokeDash: [4, 4], strokeWidth: 1.5 },
      encoding: {
        x: { field: 'goal', type: 'quantitative' },
        description: { value: `goal: ${formatDuration(ms(goalMs))}` },
      },
    },
  ];
}

// A log scale has no zero: a wait below a microsecond is drawn at one.
const FLOOR_MS = 0.001;

function marksOf(label: string, title: string, found: Quantiles) {
  const at = (value: number) => Math.max(FLOOR_MS, value);
  const said = (value: number) => formatDuration(ms(value));
  return {
    p50: at(found.p50Ms),
    p95: at(found.p95Ms),
    p99: at(found.p99Ms),
    title: `${label}, ${title}: p50 ${said(found.p50Ms)}, p95 ${said(found.p95Ms)}, p99 ${said(found.p99Ms)}`,
  };
}
