// What a synthetic task does and how long: the words that a scenario's `workload` section resolves to.
// Everything here is plain data, so that it can be written into a result and sent to another process.

import type { Bytes, Milliseconds, Ratio } from '../units/index.ts';
import type { OwnArguments } from './own/contract.ts';

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

/** Bodies that need nothing but the process they run in. */
export const LOCAL_KINDS = ['noop', 'io', 'cpu', 'mixed', 'memory'] as const;
export type LocalKind = (typeof LOCAL_KINDS)[number];
/** Bodies that call a server; how long they take is up to that server. */
export const CALL_KINDS = ['http', 'redis', 'postgres'] as const;
export type CallKind = (typeof CALL_KINDS)[number];
/** The body is the user's own, in the application that the scenario names. */
export type OwnKind = 'own';
/** What the body of a task does. */
export type BodyKind = LocalKind | CallKind | OwnKind;

/**
 * How a task reaches its server. pooled: connections are kept and shared by all tasks of a process (worker, child or
 * thread). unpooled: each task opens one of its own and closes it.
 */
export type ClientMode = 'pooled' | 'unpooled';

/** A call to a server: what it takes besides the kind. */
export interface TaskCall {
  /** Absent = the server that belongs to the run: its HTTP target, or its broker. */
  readonly url?: string;
  /** Absent = as the cell says, else pooled. */
  readonly client?: ClientMode;
  /** The task fails when the call is not done by then; above 0. */
  readonly timeoutMs: Milliseconds;
  /** pooled http and postgres: most connections that a process keeps; at least 1. */
  readonly connections: number;
  /** redis: commands sent one after the other; at least 1 (0 otherwise). */
  readonly commands: number;
  /** postgres: the statement (empty otherwise). */
  readonly query: string;
}

/** One task type of a workload. */
export interface TaskProfile {
  /** Registered task name, unique in the workload. */
  readonly name: string;
  readonly kind: BodyKind;
  /** Zero-length constant for noop, calls and own. For memory: how long the allocation is held. For mixed: its CPU part. */
  readonly duration: DurationLaw;
  /** mixed: how long it waits after its CPU part. Absent otherwise. */
  readonly wait?: DurationLaw;
  /** Kinds that call a server: how. Absent otherwise. */
  readonly call?: TaskCall;
  /** kind own: what its messages carry. Absent otherwise. */
  readonly own?: OwnArguments;
  /** Relative frequency in the mixture, above 0. */
  readonly weight: number;
  readonly queue: string;
  /** 0 (first) to 9. */
  readonly priority: number;
  /** late: settled when it has run; a task whose worker dies runs again. Absent = early: settled before, and lost. */
  readonly acks?: 'late';
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
