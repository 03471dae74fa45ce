// One latency (wait, service or end-to-end) of every cell: p50, p95 and p99 on a log scale, as three marks on a line.

import type { TopLevelSpec } from 'vega-lite';
import { formatDuration, ms } from '../../units/index.ts';
import type { CellView } from '../view/cells.ts';
import { fullText, valueOf, type Figure } from '../view/figure.ts';
import type { Quantiles } from '../view/load.ts';
import { DURATION_LABEL, durationTicks } from './duration-axis.ts';
import { logDomain } from './log-ticks.ts';
import { groundLayers, labelRoom, rowPosition } from './row-layers.ts';
import { layRows, ROW_HEIGHT, ROWS_TOP } from './rows.ts';
import type { UnitSpec } from './spec-parts.ts';
import { frame, INK, MUTED } from './theme.ts';

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
  const drawn = rows.rows.flatMap(({ y, cell }) => {
    const found = chart.read(cell);
    return found === null
      ? []
      : [{ y, color: cell.series.color, ...marksOf(cell.label, chart.title, found) }];
  });
  const data = drawn.filter((row) => row.p50 !== null || row.p95 !== null);
  // Intervals do not widen the axis: those of two repeats can be ten times the figure.
  const values = data.flatMap(({ p50, p95, p99 }) => [p50, p95, p99]).filter((v) => v !== null);
  const domain = logDomain(chart.goalMs === null ? values : [...values, chart.goalMs]);
  const plotWidth = chart.width - margins.left - margins.right;
  const axis = { values: durationTicks(domain, plotWidth), labelExpr: DURATION_LABEL };
  const height = rows.count * ROW_HEIGHT + margins.top + margins.bottom;
  const ground = groundLayers(rows, chart.width - margins.left, chart.recommendedId);
  return {
    ...frame(chart.width, height, margins),
    data: { values: data.map((row) => clamped(row, domain)) },
    layer: [
      ...ground,
      ...goalLayer(chart.goalMs),
      ...markLayers(rowPosition(rows), { scale: { type: 'log', domain }, title: chart.title, axis }),
      ...refusedLayers(rowPosition(rows), drawn, plotWidth),
    ],
  };
}

function clamped<Row extends { low: number | null; high: number | null }>(
  row: Row,
  domain: readonly number[],
): Row {
  const [least = 0, most = Infinity] = domain;
  const within = (value: number | null) => (value === null ? null : Math.min(most, Math.max(least, value)));
  return { ...row, low: within(row.low), high: within(row.high) };
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
  const only = (field: string) => [{ filter: `datum.${field} !== null` }];
  return [
    {
      transform: only('to'),
      mark: { type: 'rule', strokeWidth: 2, opacity: 0.5, aria: false },
      encoding: { y, x: { ...x, field: 'from' }, x2: { field: 'to' }, color },
    },
    {
      transform: only('low'),
      mark: { type: 'rule', strokeWidth: 7, opacity: 0.3, aria: false },
      encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
    },
    {
      transform: only('p99'),
      mark: { type: 'tick', height: 11, thickness: 2.5 },
      encoding: { y, x: { ...x, field: 'p99' }, color, description },
    },
    {
      transform: only('p95'),
      mark: { type: 'point', filled: true, size: 62, opacity: 1 },
      encoding: { y, x: { ...x, field: 'p95' }, color, description },
    },
    {
      transform: only('p50'),
      mark: { type: 'point', fill: 'var(--paper)', size: 46, strokeWidth: 2, opacity: 1 },
      encoding: { y, x: { ...x, field: 'p50' }, stroke: color, description },
    },
  ];
}

interface Marks {
  readonly y: number;
  readonly refused: string | null;
  readonly title: string;
}

// Where nothing may be drawn, the row says why.
function refusedLayers(
  y: ReturnType<typeof rowPosition>,
  drawn: readonly Marks[],
  width: number,
): UnitSpec[] {
  const values = drawn
    .filter(({ refused }) => refused !== null)
    .map(({ y: at, refused, title }) => ({ y: at, refused, title }));
  if (values.length === 0) return [];
  return [
    {
      data: { values },
      mark: { type: 'text', align: 'left', fontSize: 11.5, fontStyle: 'italic', fill: MUTED, aria: false },
      encoding: { y, x: { value: 4 }, text: { field: 'refused' } },
    },
    {
      // Only marks have words on hover.
      data: { values },
      mark: { type: 'rect', fill: 'transparent' },
      encoding: { y, x: { value: 0 }, x2: { value: width }, description: { field: 'title' } },
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

function marksOf(label: string, title: string, { p50, p95, p99 }: Quantiles) {
  const marks = { p50: at(p50), p95: at(p95), p99: at(p99) };
  const [from = null, to = null] = ends([marks.p50, marks.p95, marks.p99]);
  const none = marks.p50 === null && marks.p95 === null;
  return {
    ...marks,
    from,
    to,
    ...intervalOf(p95),
    refused: none && p50?.kind === 'refused' ? p50.short : null,
    title: `${label}, ${title}: ${[said('p50', p50), said('p95', p95), said('p99', p99)].join(', ')}`,
  };
}

function at(figure: Figure | null): number | null {
  const value = valueOf(figure);
  return value === null ? null : Math.max(FLOOR_MS, value);
}

function intervalOf(figure: Figure | null): { readonly low: number | null; readonly high: number | null } {
  if (figure?.kind !== 'value' || figure.low === null || figure.high === null)
    return { low: null, high: null };
  return { low: Math.max(FLOOR_MS, figure.low), high: figure.high };
}

function said(name: string, figure: Figure | null): string {
  if (figure === null) return `${name} unknown`;
  return figure.kind === 'refused' ? figure.text : `${name} ${fullText(figure)}`;
}

// First and last of the marks that are there; nothing to join where there is one.
function ends(values: readonly (number | null)[]): readonly number[] {
  const found = values.filter((value) => value !== null);
  const last = found.at(-1);
  return found.length < 2 || found[0] === undefined || last === undefined ? [] : [found[0], last];
}
