// The wall clock and the monotonic clock of this machine read at one instant, to turn times of events into stamps.

import { monotonicNs } from '../../measure/index.ts';

export interface WallClock {
  /** Of epoch seconds on this machine's wall clock. */
  toMonotonicNs(epochMs: number): number;
  toEpochMs(ns: number): number;
}

/** Takes up to a millisecond: it waits for the next tick, because Date.now counts whole ones. */
export function readWallClock(): WallClock {
  const before = Date.now();
  let tickMs = Date.now();
  while (tickMs === before) tickMs = Date.now();
  const tickNs = monotonicNs();
  return {
    toMonotonicNs: (epochMs) => tickNs + (epochMs - tickMs) * 1e6,
    toEpochMs: (ns) => tickMs + (ns - tickNs) / 1e6,
  };
}
