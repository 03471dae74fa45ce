// Which task ids must not start any more. Bounded in number and in time, as Celery's: a task that waits longer than
// that for its revoked id to matter runs.

const MOST_IDS = 50_000;
const KEPT_MS = 3 * 3_600_000;

export class Revocations {
  /** Monotonic milliseconds by id, oldest first. */
  readonly #since = new Map<string, number>();

  /** Cheap when nothing is revoked. */
  has(id: string): boolean {
    return this.#since.size > 0 && this.#since.has(id);
  }

  add(ids: Iterable<string>, nowMs = performance.now()): void {
    for (const id of ids) {
      this.#since.delete(id);
      this.#since.set(id, nowMs);
    }
    this.#purge(nowMs);
  }

  /** Ids with when they were revoked, monotonic seconds; oldest first. */
  list(nowMs = performance.now()): ReadonlyMap<string, number> {
    this.#purge(nowMs);
    return new Map([...this.#since].map(([id, sinceMs]) => [id, sinceMs / 1000]));
  }

  #purge(nowMs: number): void {
    for (const [id, sinceMs] of this.#since) {
      if (this.#since.size <= MOST_IDS && nowMs - sinceMs < KEPT_MS) return;
      this.#since.delete(id);
    }
  }
}
