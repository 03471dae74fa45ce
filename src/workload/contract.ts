// What a synthetic task does and how long: the words that a scenario's `workload` section resolves to.
// Everything here is plain data, so that it can be written into a result and sent to another process.

import type { Bytes, Milliseconds, Ratio } from '../units/index.ts';

/** How long a task's body takes, as a law to draw from. All durations in milliseconds. */
export type DurationLaw =
  | { readonly law: 'constant'; readonly valueMs: Milliseconds }
  | { readonly law: 'uniform'; readonly minMs: Milliseconds; readonly maxMs: Milliseconds }
  | { readonly law: 'exponential'; readonly meanMs: Milliseconds }
  /** ln X is normal with mean ln(medianMs) and standard deviation sigma. */
  | { readonly law: 'lognormal'; readonly medianMs: Milliseconds; readonly sigma: number }
  /** `slowMs` with probability `slowShare`, else `fastMs`. */
  | {
      readonly law: 'bimodal';
      readonly fastMs: Milliseconds;
      readonly slowMs: Milliseconds;
      readonly slowShare: Ratio;
    }
  /** Drawn uniformly, with replacement, from observed durations. */
  | { readonly law: 'empirical'; readonly source: string; readonly valuesMs: readonly Milliseconds[] };

/** What the body does with that duration. */
export type BodyKind = 'noop' | 'io' | 'cpu' | 'memory';

/** One task type of a workload. */
export interface TaskProfile {
  /** Registered task name, unique in the workload. */
  readonly name: string;
  readonly kind: BodyKind;
  /** Zero-length constant for noop. For memory: how long the allocation is held. */
  readonly duration: DurationLaw;
  /** Relative frequency in the mixture, above 0. */
  readonly weight: number;
  readonly queue: string;
  /** 0 (first) to 9. */
  readonly priority: number;
  /** Extra bytes carried in each message. */
  readonly payloadBytes: Bytes;
  /** Probability that the body throws after doing its work. */
  readonly failureRatio: Ratio;
  /** kind memory: bytes allocated by each task (0 otherwise). */
  readonly allocateBytes: Bytes;
  /** kind memory: bytes of that which are never freed (0 otherwise). */
  readonly leakBytes: Bytes;
}

export interface Workload {
  readonly tasks: readonly TaskProfile[];
}

/** When open-loop load arrives. */
export type ArrivalLaw = 'constant' | 'poisson';
