// Rate limits by task type, each worker for itself. A task whose type has no token waits here and not in the line, so
// the tasks behind it go on. What waits here is outside of the prefetch window up to a bound, and counts in
// it beyond: a slow type does not starve the others, and does not pile up without end either.

import { HeadcountError } from '../../errors/index.ts';
import type { Reservation } from '../intake/reservation.ts';
import type { TaskTable } from '../app/registry.ts';
import { WaitingLine } from '../intake/waiting-line.ts';
import { formatRateLimit, parseRateLimit } from './rate.ts';
import { TokenBucket } from './token-bucket.ts';

export interface RateLimitsParts {
  readonly tasks: TaskTable;
  /** Tasks that may wait here without counting in the prefetch window. */
  readonly uncounted: () => number;
  /** A task waits here and counts in the window from now on. */
  readonly onCounted: () => void;
  /** The task may go to the line. `counted`: it is in the window already. */
  readonly release: (reservation: Reservation, counted: boolean) => void;
}

interface Waiting {
  readonly reservation: Reservation;
  readonly counted: boolean;
}

interface LimitedType {
  readonly bucket: TokenBucket;
  readonly line: WaitingLine<Waiting>;
}

/** Never sleeps longer: limits can be changed. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class RateLimits {
  readonly #parts: RateLimitsParts;
  readonly #types = new Map<string, LimitedType>();
  #uncounted = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: RateLimitsParts) {
    this.#parts = parts;
    for (const { name, ratePerSec } of parts.tasks.values()) {
      if (ratePerSec !== undefined) this.#limit(name, ratePerSec);
    }
  }

  /** Any limit at all: whoever is on the hot path asks this first. */
  get active(): boolean {
    return this.#types.size > 0;
  }

  /** As `10/m`; undefined = no limit. */
  of(taskName: string): string | undefined {
    const type = this.#types.get(taskName);
    return type === undefined ? undefined : formatRateLimit(type.bucket.perSec);
  }

  /** Throws BAD_OPTION for a rate that is none, or a task that is unknown. */
  set(taskName: string, rate: string | number | null): void {
    if (!this.#parts.tasks.has(taskName)) throw new HeadcountError('BAD_OPTION', 'unknown task');
    const perSec = parseRateLimit(rate);
    const waiting = this.#types.get(taskName)?.line.drain() ?? [];
    this.#types.delete(taskName);
    if (perSec === undefined) {
      for (const one of waiting) this.#release(one);
      return;
    }
    const type = this.#limit(taskName, perSec);
    for (const one of waiting) type.line.push(one);
    this.#releaseDue();
  }

  /** True: the task waits here until its type has a token. */
  hold(reservation: Reservation): boolean {
    const type = this.#types.get(reservation.name);
    if (type === undefined) return false;
    if (type.line.length === 0 && type.bucket.take(performance.now())) return false;
    const counted = this.#uncounted >= this.#parts.uncounted();
    if (counted) this.#parts.onCounted();
    else this.#uncounted++;
    type.line.push({ reservation, counted });
    this.#arm();
    return true;
  }

  /** What waits here, in no order among types. */
  items(): readonly Reservation[] {
    return [...this.#types.values()].flatMap(({ line }) => line.items().map((one) => one.reservation));
  }

  /** Takes everything out and stops the timer. */
  clear(): readonly Reservation[] {
    clearTimeout(this.#timer);
    const all = this.items();
    for (const { line } of this.#types.values()) line.drain();
    return all;
  }

  #limit(name: string, perSec: number): LimitedType {
    const type = {
      bucket: new TokenBucket(perSec, performance.now()),
      line: new WaitingLine<Waiting>(),
    };
    this.#types.set(name, type);
    return type;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const nowMs = performance.now();
    let waitMs = Infinity;
    for (const { bucket, line } of this.#types.values()) {
      if (line.length > 0) waitMs = Math.min(waitMs, bucket.waitMs(nowMs));
    }
    if (waitMs === Infinity) return;
    this.#timer = setTimeout(() => this.#releaseDue(), Math.min(LONGEST_TIMER_MS, Math.ceil(waitMs)));
  }

  #releaseDue(): void {
    const nowMs = performance.now();
    for (const { bucket, line } of this.#types.values()) {
      while (line.length > 0 && bucket.take(nowMs)) {
        const next = line.shift();
        if (next !== undefined) this.#release(next);
      }
    }
    this.#arm();
  }

  #release({ reservation, counted }: Waiting): void {
    if (!counted) this.#uncounted--;
    this.#parts.release(reservation, counted);
  }
}
