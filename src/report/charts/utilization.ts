// p95 wait against utilization: every measured load of every cell, and the model's curve for the recommended one.

import type { TopLevelSpec } from 'vega-lite';
import { formatDuration, ms } from '../../units/index.ts';
import type { LoadPoint } from '../view/load-points.ts';
import type { CurvePoint } from '../view/model-curve.ts';
import { durationPosition } from './duration-axis.ts';
import { logDomain } from './log-ticks.ts';
import type { UnitSpec } from './spec-parts.ts';
import { frame, INK } from './theme.ts';

export interface UtilizationChart {
  readonly points: readonly LoadPoint[];
  /** Predicted p95 wait of the recommended setting; empty where there is no model. */
  readonly curve: readonly CurvePoint[];
  readonly goalMs: number | null;
  readonly width: number;
}

const FLOOR_MS = 0.01;

export function utilizationChart({ points, curve, goalMs, width }: UtilizationChart): TopLevelSpec {
  const height = width > 500 ? 360 : 300;
  const margins = { top: 24, right: 28, bottom: 44, left: 62 };
  const measured = points.map(measuredPoint);
  const lowest = Math.min(...measured.map((p) => p.wait));
  // The curve's flat beginning belongs in the picture, unless that would squeeze the points together.
  const start = Math.max(lowest / 20, Math.min(lowest, ...curve.map((p) => Math.max(FLOOR_MS, p.waitP95Ms))));
  const domain = logDomain([...measured.map((p) => p.wait), start, ...(goalMs === null ? [] : [goalMs])]);
  const [low = FLOOR_MS, high = 1] = domain;
  const model = curve
    .filter((p) => p.waitP95Ms >= low && p.waitP95Ms <= high)
    .map((p) => ({ u: p.utilizationRatio, wait: p.waitP95Ms }));
  const full: number[] = [0, 1];
  const x = {
    field: 'u',
    type: 'quantitative',
    scale: { domain: full },
    title: 'utilization of the slots',
    axis: { format: '.0%', tickCount: 5 },
  } as const;
  const y = durationPosition('wait', domain, height);
  return {
    ...frame(width, height, margins),
    layer: [
      ...goalLayers(goalMs, width - margins.left - margins.right),
      {
        data: { values: model },
        mark: { type: 'line', stroke: INK, strokeWidth: 2, strokeDash: [6, 4], aria: false },
        encoding: { x, y },
      },
      whiskerLayer(
        measured.flatMap((point) => whisker(point, low, high)),
        x,
        y,
      ),
      {
        data: { values: measured },
        mark: { type: 'point', filled: true, opacity: 0.9, strokeWidth: 2 },
        encoding: {
          x,
          y,
          fill: { field: 'color', type: 'nominal', scale: null },
          shape: { field: 'shape', type: 'nominal', scale: null },
          stroke: { condition: { test: 'datum.chosen', value: INK }, value: 'var(--paper)' },
          size: { condition: { test: 'datum.chosen', value: 130 }, value: 80 },
          description: { field: 'title' },
        },
      },
    ],
  };
}

function measuredPoint(point: LoadPoint) {
  return {
    u: Math.min(1, point.utilizationRatio),
    wait: Math.max(FLOOR_MS, point.waitP95Ms),
    color: point.color,
    shape: point.shape,
    chosen: point.recommended,
    low: point.low === null ? null : Math.max(FLOOR_MS, point.low),
    high: point.high,
    title: point.title,
  };
}

interface Axes {
  readonly x: { readonly field: string; readonly type: 'quantitative' };
  readonly y: {
    readonly type: 'quantitative';
    readonly scale: { readonly type: 'log'; readonly domain: number[] };
  };
}

function whiskerLayer(values: ReturnType<typeof whisker>, x: Axes['x'], y: Axes['y']): UnitSpec {
  return {
    data: { values },
    mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.7, aria: false },
    encoding: {
      x,
      y: { ...y, field: 'from' },
      y2: { field: 'to' },
      stroke: { field: 'color', type: 'nominal', scale: null },
    },
  };
}

interface Spread {
  readonly u: number;
  readonly color: string;
  readonly low: number | null;
  readonly high: number | null;
}

// The interval of two repeats can be ten times the figure: it ends where the plot does.
function whisker({ u, color, low, high }: Spread, least: number, most: number) {
  if (low === null || high === null) return [];
  return [{ u, color, from: Math.max(least, low), to: Math.min(most, high) }];
}

function goalLayers(goalMs: number | null, plotWidth: number): UnitSpec[] {
  if (goalMs === null) return [];
  const y = { field: 'goal', type: 'quantitative' } as const;
  const data = { values: [{ goal: goalMs, text: `goal: p95 wait under ${formatDuration(ms(goalMs))}` }] };
  return [
    { data, mark: { type: 'rule', stroke: INK, strokeWidth: 1.25, aria: false }, encoding: { y } },
    {
      data,
      mark: {
        type: 'text',
        align: 'right',
        baseline: 'bottom',
        dy: -3,
        fontSize: 12,
        fill: INK,
        aria: false,
      },
      encoding: { y, x: { value: plotWidth }, text: { field: 'text' } },
    },
  ];
}
