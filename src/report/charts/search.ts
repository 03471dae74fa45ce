// A capacity search: every probe as a point of the goal's figure against the rate, the bracket, the limit.

import type { TopLevelSpec } from 'vega-lite';
import type { Search } from '../../result/index.ts';
import { formatDuration, formatRate, ms, perSecond } from '../../units/index.ts';
import { durationPosition } from './duration-axis.ts';
import { logDomain } from './log-ticks.ts';
import type { UnitSpec } from './spec-parts.ts';
import { frame, INK, MUTED } from './theme.ts';

export interface SearchChart {
  readonly search: Search;
  readonly color: string;
  /** What the goal limits the figure to. */
  readonly limitMs: number;
  /** "p95(wait)". */
  readonly figure: string;
  readonly width: number;
}

const FLOOR_MS = 0.01;

export function searchChart({ search, color, limitMs, figure, width }: SearchChart): TopLevelSpec {
  const probes = search.probes.flatMap((probe, i) =>
    probe.measuredMs === null
      ? []
      : [
          {
            rate: probe.ratePerSec,
            value: Math.max(FLOOR_MS, probe.measuredMs),
            kept: probe.kept,
            order: i + 1,
            title:
              `probe ${i + 1}: ${formatRate(perSecond(probe.ratePerSec))}, ${figure} ${formatDuration(ms(probe.measuredMs))}, ` +
              `${probe.kept ? 'kept' : 'broken'} (${probe.sureness})`,
          },
        ],
  );
  const domain = logDomain([limitMs, ...probes.map(({ value }) => value)]);
  const margins = { top: 22, right: 20, bottom: 44, left: 62 };
  const height = width > 400 ? 300 : 260;
  const most = Math.max(search.saturationPerSec, search.highPerSec, ...probes.map(({ rate }) => rate));
  const rates: number[] = [0, most * 1.04];
  const x = {
    field: 'rate',
    type: 'quantitative',
    scale: { domain: rates },
    title: 'tasks a second offered',
    axis: { format: '~s', tickCount: 5 },
  } as const;
  const y = durationPosition('value', domain, height);
  return {
    ...frame(width, height, margins),
    layer: [
      ...groundLayers(search, limitMs),
      {
        data: { values: probes },
        mark: { type: 'point', size: 90, strokeWidth: 2.5, opacity: 1 },
        encoding: {
          x,
          y,
          stroke: { value: color },
          fill: { condition: { test: 'datum.kept', value: color }, value: 'var(--paper)' },
          description: { field: 'title' },
        },
      },
      {
        data: { values: probes },
        mark: { type: 'text', dy: -11, fontSize: 10.5, fill: MUTED, aria: false },
        encoding: { x, y, text: { field: 'order' } },
      },
    ],
  };
}

function groundLayers(search: Search, limitMs: number): UnitSpec[] {
  const rate = { type: 'quantitative' } as const;
  const goal = { values: [{ limit: limitMs, text: `line: ${search.slo}` }] };
  return [
    {
      data: { values: [{ low: search.lowPerSec, high: search.highPerSec }] },
      mark: { type: 'rect', fill: 'var(--band-b)', aria: false },
      encoding: { x: { ...rate, field: 'low' }, x2: { field: 'high' } },
    },
    {
      data: { values: [{ saturation: search.saturationPerSec }] },
      mark: { type: 'rule', stroke: MUTED, strokeDash: [3, 4], aria: false },
      encoding: { x: { ...rate, field: 'saturation' } },
    },
    {
      data: goal,
      mark: { type: 'rule', stroke: INK, strokeWidth: 1.25, aria: false },
      encoding: { y: { ...rate, field: 'limit' } },
    },
    {
      data: goal,
      // Above the plot: beside its line the probes would lie on it.
      mark: { type: 'text', align: 'left', baseline: 'bottom', fontSize: 12, fill: INK, aria: false },
      encoding: { y: { value: -5 }, x: { value: 0 }, text: { field: 'text' } },
    },
  ];
}
