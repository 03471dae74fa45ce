// Time limits of running tasks: which apply to a task, and what happens when one passes. The first of message, task
// type and worker that names a limit decides it, for soft and hard separately. Both count from the task's start.

import type { Reservation } from '../intake/reservation.ts';
import type { Log } from '../log.ts';
import type { EndCause } from '../pools/contract.ts';
import type { Interruption } from '../pools/interruption.ts';
import { LimitClock, type Watch } from './limit-clock.ts';

/** Milliseconds; undefined = no limit. */
export interface Limits {
  readonly softLimitMs: number | undefined;
  readonly hardLimitMs: number | undefined;
}

export interface TimeLimitsParts {
  /** Of tasks that name none. */
  readonly worker: Limits;
  readonly log: Log;
  readonly interrupt: (reservation: Reservation, why: Interruption) => void;
  readonly end: (reservation: Reservation, cause: EndCause, gentle: boolean) => void;
}

/** A task with a limit that is running. */
interface Run {
  readonly reservation: Reservation;
  readonly limits: Limits;
  readonly startedAtMs: number;
  watch: Watch<Run> | undefined;
  softPassed: boolean;
}

export class TimeLimits {
  readonly #parts: TimeLimitsParts;
  readonly #clock = new LimitClock<Run>((run) => this.#passed(run));
  readonly #runs = new Map<Reservation, Run>();
  /** What was set while running, by task name: stands in for the task type's own. */
  readonly #set = new Map<string, Limits>();

  constructor(parts: TimeLimitsParts) {
    this.#parts = parts;
  }

  /** Replaces both limits of a task type, from the next task that starts. */
  set(taskName: string, limits: Limits): void {
    this.#set.set(taskName, limits);
  }

  started(reservation: Reservation, nowMs: number): void {
    const limits = this.#limitsOf(reservation);
    const firstMs = limits.softLimitMs ?? limits.hardLimitMs;
    if (firstMs === undefined) return;
    const run: Run = { reservation, limits, startedAtMs: nowMs, watch: undefined, softPassed: false };
    run.watch = this.#clock.start(run, firstMs, nowMs);
    this.#runs.set(reservation, run);
  }

  /** Call for every task that was started, however it ended. */
  ended(reservation: Reservation): void {
    if (this.#runs.size === 0) return;
    const run = this.#runs.get(reservation);
    if (run === undefined) return;
    this.#runs.delete(reservation);
    if (run.watch !== undefined) this.#clock.end(run.watch);
  }

  /** The hard limit, in seconds, that a task ran into. */
  hardLimitSec(reservation: Reservation): number {
    return (this.#runs.get(reservation)?.limits.hardLimitMs ?? 0) / 1000;
  }

  close(): void {
    this.#clock.close();
  }

  #limitsOf({ task, definition }: Reservation): Limits {
    const { worker } = this.#parts;
    const type = this.#set.size === 0 ? definition : (this.#set.get(task.name) ?? definition);
    const { soft, hard } = task.timeLimitSec;
    const softLimitMs = soft === null ? (type.softLimitMs ?? worker.softLimitMs) : soft * 1000;
    const hardLimitMs = hard === null ? (type.hardLimitMs ?? worker.hardLimitMs) : hard * 1000;
    if (softLimitMs === undefined || hardLimitMs === undefined || softLimitMs < hardLimitMs)
      return { softLimitMs, hardLimitMs };
    this.#parts.log.warning(
      `${task.name}[${task.id}]: its soft time limit (${softLimitMs / 1000}s) is not before the hard one (${hardLimitMs / 1000}s) and is left out`,
    );
    return { softLimitMs: undefined, hardLimitMs };
  }

  #passed(run: Run): void {
    run.watch = undefined;
    const { softLimitMs, hardLimitMs } = run.limits;
    if (softLimitMs === undefined || run.softPassed) this.#hardPassed(run, hardLimitMs ?? 0);
    else this.#softPassed(run, softLimitMs, hardLimitMs);
  }

  #softPassed(run: Run, softLimitMs: number, hardLimitMs: number | undefined): void {
    const { log, interrupt } = this.#parts;
    run.softPassed = true;
    log.warning(`Soft time limit (${softLimitMs / 1000}s) exceeded for ${describe(run)}`);
    interrupt(run.reservation, { kind: 'softLimit', limitMs: softLimitMs });
    if (hardLimitMs === undefined || !this.#runs.has(run.reservation)) return;
    const restMs = hardLimitMs - softLimitMs;
    run.watch = this.#clock.start(run, restMs, run.startedAtMs + softLimitMs);
  }

  #hardPassed(run: Run, hardLimitMs: number): void {
    this.#parts.log.error(`Hard time limit (${hardLimitMs / 1000}s) exceeded for ${describe(run)}`);
    this.#parts.end(run.reservation, 'timeLimit', false);
  }
}

function describe({ reservation }: Run): string {
  return `${reservation.name}[${reservation.id}]`;
}
