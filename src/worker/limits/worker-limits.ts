// Everything that bounds a worker's tasks, in one place: time limits, rate limits, revoked ids, the number of slots.
// The worker tells it what happens to tasks; remote control steers it.

import { constants } from 'node:os';
import { HeadcountError } from '../../errors/index.ts';
import type { TaskTable } from '../app/registry.ts';
import type { AutoscaleFigures, RevokeOptions } from '../control/steering.ts';
import type { LimitSteering } from '../control/worker-steering.ts';
import type { Intake, IntakeLimits } from '../intake/intake.ts';
import type { PrefetchWindow } from '../intake/prefetch-window.ts';
import type { Reservation } from '../intake/reservation.ts';
import type { WaitingLine } from '../intake/waiting-line.ts';
import type { Log } from '../log.ts';
import type { LossCause, Pool } from '../pools/contract.ts';
import type { Settler } from '../settle/settler.ts';
import { Autoscaler, type AutoscaleBounds } from './autoscaler.ts';
import type { LimitSettings } from './limit-settings.ts';
import { RateLimits } from './rate-limits.ts';
import { Revocations } from './revocations.ts';
import { refuseLateSoftLimit } from './task-limits.ts';
import { TimeLimits } from './time-limits.ts';

export interface WorkerLimitsParts {
  readonly settings: LimitSettings;
  readonly tasks: TaskTable;
  readonly window: PrefetchWindow;
  readonly line: WaitingLine<Reservation>;
  readonly settler: Settler;
  readonly log: Log;
  /** Those are made later. */
  readonly pool: () => Pool<Reservation>;
  readonly intake: () => Intake;
  /** Messages that wait in the worker's queues. */
  readonly waiting: () => Promise<number>;
}

/** Rate-limited tasks that may wait outside of the prefetch window: so many windows, but at least so many tasks. */
const UNCOUNTED_WINDOWS = 10;
const LEAST_UNCOUNTED = 100;

export class WorkerLimits implements LimitSteering {
  readonly #rates: RateLimits;
  readonly #parts: WorkerLimitsParts;
  readonly #time: TimeLimits;
  readonly #revocations = new Revocations();
  readonly #autoscaler: Autoscaler | undefined;
  /** Signal numbers of tasks that are being ended. */
  readonly #signums = new Map<Reservation, number>();

  constructor(parts: WorkerLimitsParts) {
    this.#parts = parts;
    const { settings, log, window } = parts;
    this.#time = new TimeLimits({
      worker: settings.time,
      log,
      interrupt: (reservation, why) => parts.pool().interrupt(reservation, why),
      end: (reservation, cause, gentle) => parts.pool().end(reservation, cause, gentle),
    });
    this.#rates = new RateLimits({
      tasks: parts.tasks,
      uncounted: () => Math.max(LEAST_UNCOUNTED, UNCOUNTED_WINDOWS * window.limit),
      onCounted: () => window.enter(),
      release: (reservation, counted) => parts.intake().release(reservation, counted),
    });
    this.#autoscaler =
      settings.autoscale === undefined ? undefined : this.#makeAutoscaler(settings.autoscale);
  }

  start(): void {
    this.#autoscaler?.start();
  }

  async stop(): Promise<void> {
    await this.#autoscaler?.stop();
  }

  /** Everything has ended. */
  close(): void {
    this.#time.close();
  }

  /** What it does to messages on their way in. */
  get forIntake(): IntakeLimits {
    return {
      rates: this.#rates,
      disablePrefetch: this.#parts.settings.disablePrefetch,
      isRevoked: (id) => this.#revocations.has(id),
      onRevoked: (reservation) => this.#parts.settler.revoked(reservation, 'revoked'),
    };
  }

  /** Before a task gets a slot. False: it must not run, and was settled. */
  begin(reservation: Reservation): boolean {
    const { settler } = this.#parts;
    if (!this.#revocations.has(reservation.id)) return settler.begin(reservation);
    settler.revoked(reservation, 'revoked');
    return false;
  }

  /** Tasks were reserved. */
  noticed(): void {
    this.#autoscaler?.noticed();
  }

  started(reservation: Reservation): void {
    this.#time.started(reservation, reservation.startedAtMs);
  }

  finished(reservation: Reservation): void {
    this.#time.ended(reservation);
  }

  /** Its slot gave it up: says so to the settler, with what only this room knows. */
  lost(reservation: Reservation, cause: LossCause, reason: string): void {
    const { settler } = this.#parts;
    const limitSec = this.#time.hardLimitSec(reservation);
    this.#time.ended(reservation);
    const signum = this.#signums.get(reservation);
    this.#signums.delete(reservation);
    if (cause === 'terminated') settler.revoked(reservation, 'terminated', signum);
    else settler.lost(reservation, cause, reason, limitSec);
  }

  setTimeLimits(
    taskName: string,
    limits: { readonly softSec: number | null; readonly hardSec: number | null },
  ): void {
    if (!this.#parts.tasks.has(taskName)) throw new HeadcountError('BAD_OPTION', 'unknown task');
    const decided = { softLimitMs: millis(limits.softSec), hardLimitMs: millis(limits.hardSec) };
    refuseLateSoftLimit(decided);
    this.#time.set(taskName, decided);
  }

  rateLimit(taskName: string): string | undefined {
    return this.#rates.of(taskName);
  }

  setRateLimit(taskName: string, rate: string | number | null): void {
    this.#rates.set(taskName, rate);
  }

  revoke(ids: readonly string[], options: RevokeOptions): readonly string[] {
    this.learnRevoked(ids);
    if (!options.terminate) return [];
    const revoked = new Set(ids);
    const pool = this.#parts.pool();
    const running = pool.running().filter(({ job }) => revoked.has(job.id));
    for (const { job } of running) {
      this.#signums.set(job, constants.signals[options.signal]);
      pool.end(job, 'terminated', options.signal !== 'SIGKILL');
    }
    return running.map(({ job }) => job.id);
  }

  revoked(): ReadonlyMap<string, number> {
    return this.#revocations.list();
  }

  /** Tasks that are held for their time are dropped at once, all others when they would start. */
  learnRevoked(ids: Iterable<string>): void {
    const revoked = new Set(ids);
    this.#revocations.add(revoked);
    for (const held of this.#parts.intake().takeHeldIf(({ id }) => revoked.has(id))) {
      this.#parts.window.enter();
      this.#parts.settler.revoked(held, 'revoked');
    }
  }

  growPool(slots: number): void {
    this.#refuseWithAutoscale('pool_grow');
    this.#resize(this.#parts.pool().slots + slots);
  }

  /** Busy slots go when their task has ended; one slot stays. */
  shrinkPool(slots: number): void {
    this.#refuseWithAutoscale('pool_shrink');
    this.#resize(this.#parts.pool().slots - slots);
  }

  autoscaling(): AutoscaleFigures | undefined {
    if (this.#autoscaler === undefined) return undefined;
    const { bounds, work } = this.#autoscaler;
    return { ...bounds, current: this.#parts.pool().slots, qty: work };
  }

  autoscale(max: number | undefined, min: number | undefined): AutoscaleBounds {
    if (this.#autoscaler === undefined) throw new HeadcountError('BAD_OPTION', 'Autoscale not enabled');
    return this.#autoscaler.setBounds(max, min);
  }

  #makeAutoscaler(settings: NonNullable<LimitSettings['autoscale']>): Autoscaler {
    const { pool, line, waiting, log } = this.#parts;
    return new Autoscaler({
      ...settings,
      slots: () => pool().slots,
      held: () => pool().busy + pool().unstarted().length + line.length,
      waiting,
      resize: (slots) => this.#resize(slots),
      log,
    });
  }

  #resize(slots: number): void {
    const { pool: poolOf, window, intake } = this.#parts;
    const pool = poolOf();
    if (slots > pool.slots) pool.grow(slots - pool.slots);
    else if (slots < pool.slots) pool.shrink(pool.slots - slots);
    const before = window.limit;
    window.resize(pool.slots);
    if (window.limit < before) intake().roomLost();
    else intake().roomMade();
  }

  #refuseWithAutoscale(command: string): void {
    if (this.#autoscaler === undefined) return;
    throw new HeadcountError(
      'BAD_OPTION',
      `${command} is not supported with autoscale. Adjust autoscale range instead.`,
    );
  }
}

function millis(seconds: number | null): number | undefined {
  return seconds === null || seconds === 0 ? undefined : seconds * 1000;
}
