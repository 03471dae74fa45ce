// Calls back when time limits pass, with one timer for all of them. Limits of the same length pass in the order they
// began, so each length has a queue, and only the heads of the queues are looked at. Starting and ending a watch
// costs a set operation; a limit that is not reached, as most are not, never touches the timer.

/** setTimeout cannot wait longer; a later limit is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface Watch<T> {
  readonly item: T;
  readonly lengthMs: number;
  /** Monotonic milliseconds. */
  readonly dueAtMs: number;
}

export class LimitClock<T> {
  readonly #onDue: (item: T) => void;
  readonly #queues = new Map<number, Set<Watch<T>>>();
  #timer: NodeJS.Timeout | undefined;
  #timerAtMs = Infinity;

  constructor(onDue: (item: T) => void) {
    this.#onDue = onDue;
  }

  /** The limit began at `sinceMs`, monotonic; those of one length must be given in that order. */
  start(item: T, lengthMs: number, sinceMs: number): Watch<T> {
    const watch = { item, lengthMs, dueAtMs: sinceMs + lengthMs };
    let queue = this.#queues.get(lengthMs);
    if (queue === undefined) {
      queue = new Set();
      this.#queues.set(lengthMs, queue);
    }
    queue.add(watch);
    if (watch.dueAtMs < this.#timerAtMs) this.#arm(watch.dueAtMs);
    return watch;
  }

  /** Harmless when it has passed. */
  end(watch: Watch<T>): void {
    this.#queues.get(watch.lengthMs)?.delete(watch);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#queues.clear();
  }

  #arm(atMs: number): void {
    clearTimeout(this.#timer);
    this.#timerAtMs = atMs;
    // A timer may fire up to a millisecond early.
    const waitMs = Math.min(LONGEST_TIMER_MS, Math.max(0, Math.ceil(atMs - performance.now())));
    this.#timer = setTimeout(() => this.#fire(), waitMs);
  }

  #fire(): void {
    this.#timerAtMs = Infinity;
    const nowMs = performance.now();
    let nextMs = Infinity;
    for (const [lengthMs, queue] of this.#queues) {
      nextMs = Math.min(nextMs, this.#passDue(queue, nowMs));
      if (queue.size === 0) this.#queues.delete(lengthMs);
    }
    if (nextMs < this.#timerAtMs) this.#arm(nextMs);
  }

  /** When the first that is left is due. */
  #passDue(queue: Set<Watch<T>>, nowMs: number): number {
    for (const watch of queue) {
      if (watch.dueAtMs > nowMs) return watch.dueAtMs;
      queue.delete(watch);
      this.#onDue(watch.item);
    }
    return Infinity;
  }
}
