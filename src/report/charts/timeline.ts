// One trial, second by second: one panel a figure, all on the same time axis, phases marked by their names.

import type { TopLevelSpec } from 'vega-lite';
import { isOpenLoop, type PhaseRecord, type TimelinePoint, type TrialRecord } from '../../result/index.ts';
import { DURATION_LABEL } from './duration-axis.ts';
import type { UnitSpec } from './spec-parts.ts';
import { timelineMarks } from './timeline-marks.ts';
import { frame, MUTED, textWidth } from './theme.ts';

export interface TimelinePanel {
  readonly title: string;
  /** Null where the figure was not sampled in that slice. */
  readonly read: (point: TimelinePoint) => number | null;
  readonly duration: boolean;
  /** True where the figure means nothing while the queue is kept full on purpose. */
  readonly scheduledOnly: boolean;
}

export const TIMELINE_PANELS: readonly TimelinePanel[] = [
  {
    title: 'Tasks completed a second',
    read: (p) => (p.completed + p.failed) / (p.spanMs / 1000),
    duration: false,
    scheduledOnly: false,
  },
  { title: 'Tasks waiting on the broker', read: (p) => p.waiting, duration: false, scheduledOnly: true },
  { title: 'p95 wait', read: (p) => p.waitP95Ms, duration: true, scheduledOnly: true },
];

/** Seconds since the start of the trial. */
export interface TimeChannel {
  readonly type: 'quantitative';
  readonly scale: { readonly domain: number[]; readonly nice: false };
}

interface Band {
  readonly from: number;
  readonly to: number;
  /** The first that fits is shown. */
  readonly names: readonly string[];
  readonly shade: string;
}

// A slice shorter than this at the end of a phase says more about the cut than about the fleet.
const SHORTEST_SLICE_MS = 250;

export function timelineChart(
  trial: TrialRecord,
  color: string,
  panel: TimelinePanel,
  width: number,
): TopLevelSpec {
  const margins = { top: 20, right: 14, bottom: 28, left: 58 };
  const plotWidth = width - margins.left - margins.right;
  const bands = trial.phases.map(bandOf);
  const end = Math.max(1, ...bands.map((band) => band.to));
  const points = stepsOf(trial, panel);
  const domainMax = Math.max(1, ...points.map((point) => point.value)) * 1.05;
  const x: TimeChannel = { type: 'quantitative', scale: { domain: [0, end], nice: false } };
  const axis = {
    format: '~r',
    labelExpr: "datum.label + ' s'",
    grid: false,
    tickCount: width > 500 ? 10 : 5,
  } as const;
  const yAxis = panel.duration ? { labelExpr: DURATION_LABEL } : { format: '~s', tickMinStep: 1 };
  const y = {
    field: 'value',
    type: 'quantitative',
    // From zero, and never from zero to zero, which is no scale: an empty queue is a flat line at the bottom.
    scale: { domainMin: 0, domainMax, nice: true },
    title: null,
    stack: null,
    axis: { ...yAxis, tickCount: 3 },
  } as const;
  const encoding = {
    x: { ...x, field: 't', title: null, axis },
    y,
    detail: { field: 'phase', type: 'nominal' },
  } as const;
  return {
    ...frame(width, 138, margins),
    layer: [
      ...bandLayers(bands, x, end, plotWidth),
      ...timelineMarks(trial, x),
      {
        data: { values: points.map((step) => ({ ...step })) },
        mark: { type: 'area', interpolate: 'step-after', fill: color, fillOpacity: 0.16, aria: false },
        encoding,
      },
      {
        data: { values: points.map((step) => ({ ...step })) },
        mark: { type: 'line', interpolate: 'step-after', stroke: color, strokeWidth: 2, aria: false },
        encoding,
      },
    ],
  };
}

interface Step {
  readonly t: number;
  readonly value: number;
  readonly phase: number;
}

// A slice is a step: its value from its beginning to its end, the last one of a phase closed by a point of its own.
function stepsOf(trial: TrialRecord, panel: TimelinePanel): readonly Step[] {
  const scheduled = trial.phases.some(isOpenLoop);
  return trial.phases.flatMap((record, phase) => {
    if (panel.scheduledOnly && scheduled && !isOpenLoop(record)) return [];
    const steps: Step[] = [];
    let end = 0;
    for (const point of record.timeline) {
      const value = panel.read(point);
      if (value === null || point.spanMs < SHORTEST_SLICE_MS) continue;
      steps.push({ t: point.atMs / 1000, value, phase });
      end = (point.atMs + point.spanMs) / 1000;
    }
    const last = steps.at(-1);
    return last === undefined ? [] : [...steps, { ...last, t: end }];
  });
}

function bandOf(phase: PhaseRecord, index: number): Band {
  return {
    from: phase.startMs / 1000,
    to: (phase.startMs + phase.durationMs) / 1000,
    names: bandNames(phase),
    shade: index % 2 === 0 ? 'var(--band-a)' : 'var(--band-b)',
  };
}

// From the most telling to the shortest; a growing backlog goes before all.
function bandNames({ phase, label, offeredPerSec, utilizationRatio, steadiness }: PhaseRecord): string[] {
  if (steadiness.verdict === 'unstable') return ['unstable'];
  const steady = steadiness.verdict === 'never-steady' ? ', never steady' : '';
  if (offeredPerSec === null) return [`${label}${steady}`, phase];
  const load = `${Math.round(utilizationRatio * 100)} % load`;
  return [`${label}, ${load}${steady}`, `${label}${steady}`, load];
}

function bandLayers(bands: readonly Band[], x: TimeChannel, end: number, plotWidth: number): UnitSpec[] {
  const titles = bands.flatMap(({ from, to, names }) => {
    const room = ((to - from) / end) * plotWidth - 8;
    const text = names.find((name) => textWidth(name, 11) < room);
    return text === undefined ? [] : [{ at: (from + to) / 2, text }];
  });
  return [
    {
      data: { values: bands.map(({ from, to, shade }) => ({ from, to, shade })) },
      mark: { type: 'rect', aria: false },
      encoding: {
        x: { ...x, field: 'from' },
        x2: { field: 'to' },
        fill: { field: 'shade', type: 'nominal', scale: null },
      },
    },
    {
      data: { values: titles },
      mark: { type: 'text', baseline: 'bottom', fontSize: 11, fill: MUTED, aria: false },
      encoding: { x: { ...x, field: 'at' }, y: { value: -4 }, text: { field: 'text' } },
    },
  ];
}
