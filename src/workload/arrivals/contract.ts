// When tasks arrive, as plain data: what a scenario's load is compiled into and what its generator draws from.
// A rate curve says how many; a spacing says how they lie around it; cron and replay bring their own times.

import type { Milliseconds } from '../../units/index.ts';

/**
 * A rate over the time of a phase. The numbers are tasks a second, or shares of a measured capacity until `resolveRates`
 * has multiplied them with it.
 */
export type RateCurve =
  | { readonly curve: 'flat'; readonly rate: number }
  /** A straight line from the start to `overMs`; `to` from then on. */
  | { readonly curve: 'ramp'; readonly from: number; readonly to: number; readonly overMs: Milliseconds }
  /** One rate after the other; the last one stays. */
  | { readonly curve: 'steps'; readonly rates: readonly number[]; readonly eachMs: Milliseconds }
  | {
      readonly curve: 'spike';
      readonly from: number;
      readonly to: number;
      readonly atMs: Milliseconds;
      readonly forMs: Milliseconds;
    }
  /** mean + amplitude × sin(2π t / period): begins at the mean and rises. */
  | {
      readonly curve: 'sine';
      readonly mean: number;
      readonly amplitude: number;
      readonly periodMs: Milliseconds;
    };

/** How many tasks come at once; at least 1. */
export type BatchSize =
  | { readonly size: 'fixed'; readonly tasks: number }
  | { readonly size: 'uniform'; readonly least: number; readonly most: number }
  /** Number of trials up to the first success: most batches are small, a few large. */
  | { readonly size: 'geometric'; readonly mean: number };

/** Spacings with nothing to set. */
export type PlainSpacing = 'constant' | 'poisson';

/** How tasks lie around a rate. Whatever it is, the mean rate stays the curve's. */
export type Spacing =
  | { readonly spacing: PlainSpacing }
  /**
   * Poisson with two states of exponential length (a Markov-modulated Poisson process): `factor` times the rate in one,
   * and in the other what keeps the mean; factor is at most (on + off) / on, and then nothing comes between bursts.
   */
  | {
      readonly spacing: 'bursts';
      readonly onMs: Milliseconds;
      readonly offMs: Milliseconds;
      readonly factor: number;
    }
  /** Several at once; the batches themselves are spaced as `between` says. */
  | { readonly spacing: 'batches'; readonly size: BatchSize; readonly between: PlainSpacing };

export type TraceFormat = 'csv' | 'jsonl';

/** Recorded arrivals, read from disk while they are sent. */
export interface Replay {
  readonly arrivals: 'replay';
  readonly path: string;
  readonly format: TraceFormat;
  /** How many times faster than recorded. */
  readonly speed: number;
  /** How many tasks are sent for each one recorded, on average. */
  readonly copies: number;
  /** Entries of the file that are due before the phase ends. */
  readonly entriesDue: number;
  /** From its first entry to its last as recorded. */
  readonly spanMs: Milliseconds;
}

/** Where the times of one stream of tasks come from. */
export type ArrivalPlan =
  | {
      readonly arrivals: 'rate';
      readonly unit: 'per-second' | 'of-capacity';
      readonly curve: RateCurve;
      readonly spacing: Spacing;
    }
  /** A batch at the start and then every `everyMs`. */
  | { readonly arrivals: 'cron'; readonly size: BatchSize; readonly everyMs: Milliseconds }
  | Replay;

/** One stream of tasks; several may run in one phase, each with its own arrivals and tasks. */
export interface LoadStream {
  readonly plan: ArrivalPlan;
  /** Indexes of the workload's tasks that are mixed in it, by their weights; at least one. */
  readonly tasks: readonly number[];
}

/**
 * What kind of arrivals a phase had, in a word: constant or poisson at one rate; varying: a rate curve; mixed: several
 * streams.
 */
export type ArrivalLaw =
  'constant' | 'poisson' | 'bursts' | 'batches' | 'cron' | 'varying' | 'replay' | 'mixed';

/** Times of tasks still to come, one after the other. */
export interface Arrivals {
  /** When the next task is due, in nanoseconds from the start of the phase; never decreasing; Infinity: none is left. */
  readonly dueNs: number;
  /** Its task type if the arrivals say so; -1 = drawn from the mixture. */
  readonly typeIndex: number;
  /** How long it takes if the arrivals say so; NaN = drawn. */
  readonly durationMs: number;
  /** Goes on to the one after. */
  advance(): void;
  close(): void;
}
