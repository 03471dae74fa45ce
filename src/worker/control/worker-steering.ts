// Steering, made of the worker's parts.

import type { Consumer } from '../../broker/index.ts';
import { HeadcountError } from '../../errors/index.ts';
import type { Intake } from '../intake/intake.ts';
import type { PrefetchWindow } from '../intake/prefetch-window.ts';
import type { Reservation } from '../intake/reservation.ts';
import type { WaitingLine } from '../intake/waiting-line.ts';
import type { WorkerSettings } from '../options.ts';
import type { Pool } from '../pools/contract.ts';
import type {
  AutoscaleFigures,
  PoolFigures,
  RevokeOptions,
  RunningTask,
  ScheduledTask,
  Steering,
  TimeLimits,
} from './steering.ts';

/** What the limits of the worker do for remote control. */
export type LimitSteering = Pick<
  Steering,
  | 'autoscaling'
  | 'autoscale'
  | 'growPool'
  | 'shrinkPool'
  | 'rateLimit'
  | 'setRateLimit'
  | 'setTimeLimits'
  | 'revoke'
  | 'revoked'
  | 'learnRevoked'
>;

export interface SteeringParts {
  readonly pool: Pool<Reservation>;
  readonly line: WaitingLine<Reservation>;
  readonly intake: Intake;
  readonly window: PrefetchWindow;
  readonly consumer: Consumer;
  readonly settings: WorkerSettings;
  readonly limits: LimitSteering;
  /** Starts a warm stop. */
  readonly shutdown: () => void;
}

export class WorkerSteering implements Steering {
  readonly #parts: SteeringParts;
  #queues: readonly string[];
  #frozen = false;

  constructor(parts: SteeringParts) {
    this.#parts = parts;
    this.#queues = parts.settings.queues;
  }

  busySlots(): number {
    return this.#parts.pool.busy;
  }

  active(): readonly RunningTask[] {
    return this.#parts.pool
      .running()
      .map(({ job, pid }) => ({ reservation: job, pid }))
      .toSorted((a, b) => a.reservation.startedAtMs - b.reservation.startedAtMs);
  }

  reserved(): readonly Reservation[] {
    const { pool, line, intake } = this.#parts;
    return [...pool.unstarted(), ...line.items(), ...intake.rateLimited];
  }

  scheduled(): readonly ScheduledTask[] {
    return this.#parts.intake.held.map(({ item, dueAtMs }) => ({ reservation: item, dueAtMs }));
  }

  pool(): PoolFigures {
    const { pool, settings } = this.#parts;
    const { recycling, time } = settings.limits;
    return {
      kind: pool.kind,
      slots: pool.slots,
      pids: pool.pids,
      maxTasksPerChild: recycling.maxTasks ?? null,
      maxMemoryPerChildKib: recycling.maxMemoryBytes === undefined ? null : recycling.maxMemoryBytes / 1024,
      timeLimits: { softSec: seconds(time.softLimitMs), hardSec: seconds(time.hardLimitMs) },
    };
  }

  prefetchLimit(): number {
    return this.#parts.window.limit;
  }

  prefetched(): number {
    return this.#parts.window.unsettled;
  }

  queues(): readonly string[] {
    return this.#queues;
  }

  addQueue(queue: string): void {
    this.#refuseWhenFrozen();
    if (!this.#queues.includes(queue)) this.#consume([...this.#queues, queue]);
  }

  cancelQueue(queue: string): void {
    this.#refuseWhenFrozen();
    if (this.#queues.includes(queue)) this.#consume(this.#queues.filter((known) => known !== queue));
  }

  shutdown(): void {
    this.#parts.shutdown();
  }

  /** The worker is on its way down: it is looked at as before, and changed no more. */
  freeze(): void {
    this.#frozen = true;
  }

  autoscaling(): AutoscaleFigures | undefined {
    return this.#parts.limits.autoscaling();
  }

  autoscale(
    max: number | undefined,
    min: number | undefined,
  ): { readonly max: number; readonly min: number } {
    this.#refuseWhenFrozen();
    return this.#parts.limits.autoscale(max, min);
  }

  growPool(slots: number): void {
    this.#refuseWhenFrozen();
    this.#parts.limits.growPool(slots);
  }

  shrinkPool(slots: number): void {
    this.#refuseWhenFrozen();
    this.#parts.limits.shrinkPool(slots);
  }

  rateLimit(taskName: string): string | undefined {
    return this.#parts.limits.rateLimit(taskName);
  }

  setRateLimit(taskName: string, rate: string | number | null): void {
    this.#parts.limits.setRateLimit(taskName, rate);
  }

  setTimeLimits(taskName: string, limits: TimeLimits): void {
    this.#parts.limits.setTimeLimits(taskName, limits);
  }

  revoke(ids: readonly string[], options: RevokeOptions): readonly string[] {
    return this.#parts.limits.revoke(ids, options);
  }

  revoked(): ReadonlyMap<string, number> {
    return onSystemClock(this.#parts.limits.revoked());
  }

  learnRevoked(ids: Iterable<string>): void {
    this.#parts.limits.learnRevoked(ids);
  }

  // The reserve that waits on the former queues ends, so that the new ones count at once.
  #consume(queues: readonly string[]): void {
    this.#queues = queues;
    this.#parts.consumer.setQueues(queues);
    this.#parts.consumer.interrupt();
  }

  #refuseWhenFrozen(): void {
    if (this.#frozen) throw new HeadcountError('BAD_OPTION', 'the worker is shutting down');
  }
}

function seconds(limitMs: number | undefined): number | null {
  return limitMs === undefined ? null : limitMs / 1000;
}

// Our monotonic clock begins with the process, Python's with the machine.
function onSystemClock(sinceSec: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const offsetSec = Number(process.hrtime.bigint()) / 1e9 - performance.now() / 1000;
  return new Map([...sinceSec].map(([id, atSec]) => [id, atSec + offsetSec]));
}
