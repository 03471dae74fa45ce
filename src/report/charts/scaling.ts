// Throughput against slots: one line a pool through its best setting at each level, a dashed line for perfect scaling.

import type { TopLevelSpec } from 'vega-lite';
import { formatNumber } from '../../units/index.ts';
import type { CellView } from '../view/cells.ts';
import type { SystemMark } from '../view/series.ts';
import { logTicks } from './log-ticks.ts';
import { frame, MUTED } from './theme.ts';
import type { UnitSpec } from './spec-parts.ts';

interface Point {
  readonly slots: number;
  readonly value: number;
  readonly series: string;
  readonly color: string;
  readonly shape: SystemMark['shape'];
  readonly dash: readonly number[];
  readonly title: string;
}

/** True when at least one series was measured at two or more numbers of slots: else there is no line to draw. */
export function hasScaling(cells: readonly CellView[]): boolean {
  const levels = new Map<string, Set<number>>();
  for (const { series, slots, capacity } of cells) {
    if (capacity === null) continue;
    levels.set(series.name, (levels.get(series.name) ?? new Set()).add(slots));
  }
  return [...levels.values()].some((set) => set.size > 1);
}

export function scalingChart(cells: readonly CellView[], width: number): TopLevelSpec {
  const points = bestPoints(cells);
  const slots = [...new Set(points.map((point) => point.slots))].toSorted((a, b) => a - b);
  const slotRange: number[] = [slots[0] ?? 1, slots.at(-1) ?? 1];
  const range = rangeOf(points);
  const x = {
    field: 'slots',
    type: 'quantitative',
    scale: { type: 'log', base: 2, domain: slotRange, nice: false },
    title: 'slots of the fleet',
    axis: { values: slots, labelExpr: 'datum.value', grid: false, labelOverlap: true },
  } as const;
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { type: 'log', nice: false, domain: range },
    title: null,
    axis: { format: '~s', values: logTicks(range, 6) },
  } as const;
  const color = { field: 'color', type: 'nominal', scale: null } as const;
  const detail = { field: 'series', type: 'nominal' } as const;
  return {
    ...frame(width, width > 350 ? 400 : 270, { top: 12, right: 20, bottom: 44, left: 48 }),
    data: { values: points },
    layer: [
      ...idealLayer(points, slots),
      {
        mark: { type: 'line', strokeWidth: 2.5, aria: false },
        encoding: { x, y, color, detail, strokeDash: { field: 'dash', type: 'nominal', scale: null } },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          x,
          y,
          color,
          shape: { field: 'shape', type: 'nominal', scale: null },
          description: { field: 'title' },
        },
      },
    ],
  };
}

function rangeOf(points: readonly Point[]): number[] {
  const values = points.map((point) => point.value);
  return [Math.min(...values) * 0.85, Math.max(...values) * 1.15];
}

// From the best figure at the fewest slots: what twice the slots would give if nothing were shared.
function idealLayer(points: readonly Point[], slots: readonly number[]): UnitSpec[] {
  const [least] = slots;
  const [, top = 0] = rangeOf(points);
  if (least === undefined) return [];
  const base = Math.max(...points.filter((point) => point.slots === least).map((point) => point.value));
  const most = Math.min(slots.at(-1) ?? least, (top / base) * least);
  const ends = [
    { slots: least, value: base },
    { slots: most, value: (base * most) / least },
  ];
  return [
    {
      data: { values: ends },
      mark: { type: 'line', stroke: MUTED, strokeDash: [3, 4], strokeWidth: 1.25, aria: false },
      encoding: { x: { field: 'slots', type: 'quantitative' }, y: { field: 'value', type: 'quantitative' } },
    },
  ];
}

function bestPoints(cells: readonly CellView[]): readonly Point[] {
  const best = new Map<string, Point>();
  for (const { series, slots, capacity, label } of cells) {
    if (capacity === null || capacity.value <= 0) continue;
    const key = `${series.name} ${slots}`;
    if ((best.get(key)?.value ?? 0) >= capacity.value) continue;
    const { value } = capacity;
    const title = `${label}: ${formatNumber(value)} tasks/s on ${slots} ${slots === 1 ? 'slot' : 'slots'}`;
    best.set(key, { slots, value, series: series.name, color: series.color, ...series.mark, title });
  }
  return [...best.values()];
}
