// When was all as before? Before the fault, windows of time say what is normal: a band for throughput and one for the
// wait. After it, recovery is the start of the first window from which on three in a row, and 95 % of all that follow,
// lie in both bands, and none lies far outside (three times as far from the mean as the edge of the band). A window that
// finished all that was due in it counts as normal throughput: less may have been due.

import { BUCKET_NS, type Buckets, type Window } from './buckets.ts';

/** A window is wide enough for so many tasks, so that chance alone seldom leaves the band. */
const TASKS_A_WINDOW = 20;
const FEWEST_TASKS_A_WINDOW = 5;
const FEWEST_BUCKETS = 2;
const MOST_BUCKETS = 100;
/** Windows narrow down to have so many before the fault. */
const WINDOWS_BEFORE = 8;
const IN_A_ROW = 3;
const MOST_OUTSIDE_RATIO = 0.05;
const FAR_TIMES = 3;
/** Bands are three standard deviations wide, but never narrower than these. */
const DEVIATIONS = 3;
const LEAST_THROUGHPUT_RATIO = 0.9;
const LEAST_WAIT_NS = 1e6;

/** What was normal before the fault. */
export interface NormalBand {
  /** Buckets a window. */
  readonly width: number;
  /** Finished a window. */
  readonly finishedMean: number;
  readonly finishedLow: number;
  readonly waitMeanNs: number;
  readonly waitHighNs: number;
}

/** Undefined when too little was seen to know. */
export function normalBand(before: Buckets): NormalBand | undefined {
  const [all] = before.windows(Math.max(1, before.count));
  if (all === undefined || all.finished === 0) return undefined;
  const perBucket = all.finished / before.count;
  const wanted = Math.min(MOST_BUCKETS, Math.max(FEWEST_BUCKETS, Math.ceil(TASKS_A_WINDOW / perBucket)));
  const width = Math.min(wanted, Math.floor(before.count / WINDOWS_BEFORE));
  if (width < FEWEST_BUCKETS || width * perBucket < FEWEST_TASKS_A_WINDOW) return undefined;
  // The first window still sees the fleet fill up.
  const windows = before.windows(width).slice(1);
  const waits = windows.filter(({ started }) => started > 0).map(meanWaitNs);
  if (waits.length === 0) return undefined;
  const finished = spread(windows.map((window) => window.finished));
  const wait = spread(waits);
  return {
    width,
    finishedMean: finished.mean,
    finishedLow: Math.min(finished.mean - DEVIATIONS * finished.sd, LEAST_THROUGHPUT_RATIO * finished.mean),
    waitMeanNs: wait.mean,
    waitHighNs: Math.max(wait.mean + DEVIATIONS * wait.sd, wait.mean + LEAST_WAIT_NS, ...waits),
  };
}

/** Time from the start of `after` to recovery, 0 when nothing was felt; undefined when it did not recover. */
export function recoveryNs(band: NormalBand, after: Buckets, untilNs: number): number | undefined {
  const within = Math.floor((untilNs - after.fromNs) / BUCKET_NS);
  const places = after.windows(band.width, within).map((window) => placeOf(window, band));
  let recovered: number | undefined;
  let outside = 0;
  let inARow = 0;
  for (let index = places.length - 1; index >= 0 && places[index] !== 'far'; index--) {
    if (places[index] === 'normal') inARow++;
    else {
      outside++;
      inARow = 0;
    }
    const share = outside / (places.length - index);
    if (inARow >= IN_A_ROW && share <= MOST_OUTSIDE_RATIO) recovered = index;
  }
  return recovered === undefined ? undefined : recovered * band.width * BUCKET_NS;
}

function placeOf(window: Window, band: NormalBand): 'normal' | 'outside' | 'far' {
  const missing = window.finished >= window.due ? 0 : band.finishedMean - window.finished;
  const missingMost = band.finishedMean - band.finishedLow;
  const late = window.started === 0 ? 0 : meanWaitNs(window) - band.waitMeanNs;
  const lateMost = band.waitHighNs - band.waitMeanNs;
  if (missing <= missingMost && late <= lateMost) return 'normal';
  return missing > FAR_TIMES * missingMost || late > FAR_TIMES * lateMost ? 'far' : 'outside';
}

function meanWaitNs({ waitSumNs, started }: Window): number {
  return waitSumNs / started;
}

function spread(values: readonly number[]): { readonly mean: number; readonly sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}
