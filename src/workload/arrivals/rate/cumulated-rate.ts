// A rate curve summed up: how many tasks are due by a time, and when the n-th is. Every spacing is drawn on the count
// axis, where the rate is 1, and carried to time by the inverse: exact for any curve (no thinning, no time steps).

export interface CumulatedRate {
  /** Tasks due from 0 to the time, seconds. */
  countAt(sec: number): number;
  /** The earliest time by which `count` tasks are due, seconds; Infinity when never. */
  timeAt(count: number): number;
}
