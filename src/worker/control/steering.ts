// What remote control may ask of the worker, and nothing else. The worker implements it; the commands of
// control/commands/ are written against it, and so is whatever else wants to look at a worker from outside.
//
// Looks never change anything and are cheap enough to be asked every second. What cannot be done is refused with a
// HeadcountError (BAD_OPTION) whose message becomes the error of the reply.

import type { Reservation } from '../intake/reservation.ts';
import type { PoolKind } from '../pools/contract.ts';

/** A task in a slot. */
export interface RunningTask {
  readonly reservation: Reservation;
  /** The process that runs it. */
  readonly pid: number;
}

/** A task held until it is due. */
export interface ScheduledTask {
  readonly reservation: Reservation;
  /** Epoch milliseconds. */
  readonly dueAtMs: number;
}

/** Seconds a task may run; null = no limit. */
export interface TimeLimits {
  readonly softSec: number | null;
  readonly hardSec: number | null;
}

export interface PoolFigures {
  readonly kind: PoolKind;
  /** Slots there are now, after every grow, shrink and autoscale. */
  readonly slots: number;
  /** Processes that run tasks: the worker's own, or its children. */
  readonly pids: readonly number[];
  readonly maxTasksPerChild: number | null;
  readonly maxMemoryPerChildKib: number | null;
  /** Of tasks that name none. */
  readonly timeLimits: TimeLimits;
}

/** The bounds `--autoscale` keeps the pool in. */
export interface AutoscaleFigures {
  readonly max: number;
  readonly min: number;
  readonly current: number;
  /** Tasks the last decision counted: reserved, running and waiting in the queues. */
  readonly qty: number;
}

export interface RevokeOptions {
  /** Also end those that run. */
  readonly terminate: boolean;
  /** What a process that runs one is sent: `SIGTERM` by default. */
  readonly signal: NodeJS.Signals;
}

export interface Steering {
  /** Tasks in slots, counted. */
  busySlots(): number;
  /** Tasks in slots, the longest running first. */
  active(): readonly RunningTask[];
  /** Reserved, neither started nor held for their time; rate-limited ones too. In the order they will start. */
  reserved(): readonly Reservation[];
  /** Held for their time, the earliest first. */
  scheduled(): readonly ScheduledTask[];
  /** Revoked ids, each with when: seconds of the system's monotonic clock (`process.hrtime`), as Celery keeps them. */
  revoked(): ReadonlyMap<string, number>;
  pool(): PoolFigures;
  /** Messages the worker may reserve; Infinity = no limit. */
  prefetchLimit(): number;
  /** Messages it holds of those: reserved and not yet settled. */
  prefetched(): number;
  /** Consumed queues, in the order they are served. */
  queues(): readonly string[];
  /** undefined: the worker was started without `--autoscale`. */
  autoscaling(): AutoscaleFigures | undefined;
  /** As `10/m`, for people; undefined = no limit. */
  rateLimit(taskName: string): string | undefined;

  growPool(slots: number): void;
  shrinkPool(slots: number): void;
  /** Either may be left as it is. Answers the new bounds. Refused without `--autoscale`. */
  autoscale(max: number | undefined, min: number | undefined): { readonly max: number; readonly min: number };
  /** `10/m`, `2/s`, `1/h` or a number a second; null or 0 = no limit. Refused when it is none of these. */
  setRateLimit(taskName: string, rate: string | number | null): void;
  /** Replaces both limits of the task type; takes effect from the next task that starts. */
  setTimeLimits(taskName: string, limits: TimeLimits): void;
  /** Marks the ids. Answers those that were running here and are being ended. */
  revoke(ids: readonly string[], options: RevokeOptions): readonly string[];
  /** Takes over what another worker knows to be revoked. */
  learnRevoked(ids: Iterable<string>): void;
  addQueue(queue: string): void;
  cancelQueue(queue: string): void;
  /** A warm stop; returns at once. */
  shutdown(): void;
}
