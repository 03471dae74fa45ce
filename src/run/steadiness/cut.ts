// Where one series became steady: MSER-5's cut, or that it never did.
//
// A minimum at the edge of MSER's search means no steady rest, but chance alone puts it there now and then. So the
// halves are compared as well: the series never became steady only when they differ by more than their own spread
// (three standard errors, from the means of the segments) and by an amount that matters.
//
// A warm-up begins with the phase. Where the first segment is like what MSER leaves, the trouble came later (a worker
// that stood still, a burst): that belongs to the figures and must not be cut off.

import { moments, mser } from '../../stats/index.ts';
import { BINS } from './phase-series.ts';
import { LATEST_CUT, SEGMENTS } from './segments.ts';

const STANDARD_ERRORS = 3;
const BINS_PER_SEGMENT = BINS / SEGMENTS;

export type Cut =
  /** `segments` to leave out, 0 to half of them. */
  | { readonly kind: 'cut'; readonly segments: number }
  /** Mean of the first half and of the second. */
  | { readonly kind: 'never'; readonly first: number; readonly second: number };

/** `matters`: the least difference of the halves that counts, in the unit of the series. */
export function findCut(bins: readonly number[], matters: number): Cut {
  const found = mser(bins);
  if (found.kind === 'steady') {
    const segments = Math.ceil(found.truncate / BINS_PER_SEGMENT);
    return { kind: 'cut', segments: beginsDifferently(bins, segments, matters) ? segments : 0 };
  }
  const [first, second] = [half(bins, 0), half(bins, LATEST_CUT)];
  const difference = Math.abs(second.mean - first.mean);
  const error = Math.sqrt((first.variance + second.variance) / LATEST_CUT);
  if (difference <= Math.max(matters, STANDARD_ERRORS * error)) return { kind: 'cut', segments: 0 };
  return { kind: 'never', first: first.mean, second: second.mean };
}

const ORDINARY_SPREADS = 3;

function beginsDifferently(bins: readonly number[], cut: number, matters: number): boolean {
  const [first, ...others] = segmentMeans(bins);
  const rest = moments(others.slice(Math.max(0, cut - 1)));
  if (first === undefined || rest.kind === 'too-few') return false;
  return Math.abs(first - rest.mean) > Math.max(matters, ORDINARY_SPREADS * rest.sd);
}

function half(bins: readonly number[], from: number): { readonly mean: number; readonly variance: number } {
  const figures = moments(segmentMeans(bins).slice(from, from + LATEST_CUT));
  return figures.kind === 'moments' ? figures : { mean: 0, variance: 0 };
}

/** Means of the segments of a series of bins. */
export function segmentMeans(bins: readonly number[]): readonly number[] {
  return Array.from({ length: SEGMENTS }, (_, segment) => {
    const part = bins.slice(segment * BINS_PER_SEGMENT, (segment + 1) * BINS_PER_SEGMENT);
    return part.reduce((sum, one) => sum + one, 0) / BINS_PER_SEGMENT;
  });
}
