// The slope of memory against tasks done, over all lifetimes of the processes of one group, and whether it is a leak.
//
// A young process grows without leaking: code is compiled, and V8 lets its young generation grow before it collects.
// So the beginning of each lifetime is cut where the growth a task becomes even (MSER on the increments), and growth
// that a heap may still take to settle is not called a leak.

import type { MemoryGrowth } from '../../../result/index.ts';
import { commonSlope, median, mser, sortSamples, type Point } from '../../../stats/index.ts';

/** Two semi-spaces of 16 MiB, V8's default on 64 bits: what a heap without a leak may grow by before it collects. */
const HEAP_SETTLES_WITHIN_BYTES = 32 * 2 ** 20;
const CONFIDENCE = 0.95;

export type FittedGrowth = Omit<MemoryGrowth, 'group' | 'kind' | 'recycle'>;

const TOO_FEW: FittedGrowth = {
  verdict: 'too-few',
  perTaskBytes: null,
  lowBytes: null,
  highBytes: null,
  lifetimes: 0,
  tasks: 0,
  baseBytes: null,
  tasksNeeded: null,
};

/** `lifetimes`: the points (tasks done, bytes) of each process, oldest first. */
export function fitGrowth(lifetimes: readonly (readonly Point[])[]): FittedGrowth {
  const settled = lifetimes.map(settledPart).filter((points) => points.length > 0);
  const fit = commonSlope(settled, CONFIDENCE);
  if (fit.kind === 'too-few' || fit.interval.warnings.includes('few-values')) return TOO_FEW;
  const { slope, interval } = fit;
  const spans = settled.map(tasksOf);
  const growthBytes = slope * Math.max(...spans);
  const grows = interval.low > 0;
  const leaks = grows && growthBytes > HEAP_SETTLES_WITHIN_BYTES;
  const base = median(sortSamples(settled.map((points) => levelAtZero(points, slope))));
  return {
    verdict: leaks ? 'leaks' : grows ? 'unclear' : 'steady',
    perTaskBytes: slope,
    lowBytes: interval.low,
    highBytes: interval.high,
    lifetimes: settled.length,
    tasks: Math.round(spans.reduce((sum, span) => sum + span, 0)),
    baseBytes: base.kind === 'estimate' ? base.value : null,
    tasksNeeded: grows && !leaks ? Math.ceil(HEAP_SETTLES_WITHIN_BYTES / slope) : null,
  };
}

/** Without the beginning in which growth was not even; at most the first half is cut. */
function settledPart(points: readonly Point[]): readonly Point[] {
  const increments = points.slice(1).map((point, index) => {
    const before = points[index];
    return before === undefined ? 0 : (point.y - before.y) / (point.x - before.x);
  });
  const cut = mser(increments, 1);
  switch (cut.kind) {
    case 'steady':
      return points.slice(cut.truncate);
    case 'never-steady':
      return points.slice(Math.floor(points.length / 2));
    case 'too-few':
      return [];
  }
}

function tasksOf(points: readonly Point[]): number {
  return (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
}

function levelAtZero(points: readonly Point[], slope: number): number {
  const level = median(sortSamples(points.map(({ x, y }) => y - slope * x)));
  return level.kind === 'estimate' ? level.value : 0;
}
