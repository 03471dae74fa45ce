// The phase of load that looks for a rate instead of offering one.

import type { Milliseconds, Ratio } from '../units/index.ts';

/** Finds the highest rate of Poisson arrivals that keeps a goal. */
export interface SearchPhase {
  readonly phase: 'search';
  /** The goal, such as "p95(wait) < 500ms". */
  readonly slo: string;
  /** How narrow the bracket around the answer must be, as a share of it. */
  readonly precisionRatio: Ratio;
  /** Longest time of one probe. */
  readonly probeMs: Milliseconds;
  /** About how long the whole search takes. */
  readonly durationMs: Milliseconds;
  readonly label: string;
}
