// How a phase is cut into slices for its timeline: one a second, and of a phase longer than ten minutes equal slices of
// whole seconds, so that a day has no more points than ten minutes. Known from the phase's window, so figures that do
// not add up (percentiles) are exact in every slice.

const MOST_SLICES = 600;
const SECOND_NS = 1e9;

export interface Slices {
  readonly startNs: number;
  readonly endNs: number;
  /** Of each slice but the last, which may be shorter. */
  readonly lengthNs: number;
  readonly count: number;
}

export function slicesOf(startNs: number, endNs: number): Slices {
  const seconds = Math.max(1, Math.ceil((endNs - startNs) / SECOND_NS));
  const secondsEach = Math.ceil(seconds / MOST_SLICES);
  return { startNs, endNs, lengthNs: secondsEach * SECOND_NS, count: Math.ceil(seconds / secondsEach) };
}

/** Index of the slice a moment lies in; below 0 or beyond the last outside the window. */
export function sliceAt({ startNs, lengthNs }: Slices, atNs: number): number {
  return Math.floor((atNs - startNs) / lengthNs);
}
