// One task type's allowance: tokens come in at a steady rate, each start takes one.

/** A bucket holds what comes in during this time, but at least one: a burst is no larger, as in Celery for slow rates. */
const HELD_MS = 50;

export class TokenBucket {
  readonly perSec: number;
  readonly #capacity: number;
  #tokens: number;
  #atMs: number;

  constructor(perSec: number, nowMs: number) {
    this.perSec = perSec;
    this.#capacity = Math.max(1, (perSec * HELD_MS) / 1000);
    this.#tokens = this.#capacity;
    this.#atMs = nowMs;
  }

  take(nowMs: number): boolean {
    this.#fill(nowMs);
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  /** Milliseconds until the next token; 0 = there is one. */
  waitMs(nowMs: number): number {
    this.#fill(nowMs);
    return this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / this.perSec) * 1000;
  }

  #fill(nowMs: number): void {
    // Rounding must not leave a bucket short of its token when the wait is over.
    const came = ((nowMs - this.#atMs) / 1000) * this.perSec + 1e-9;
    this.#tokens = Math.min(this.#capacity, this.#tokens + came);
    this.#atMs = nowMs;
  }
}
