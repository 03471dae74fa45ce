// How many messages the worker may hold, counted as Celery does: those reserved and not yet settled. An
// early-ack task is settled when it starts, so up to `slots` running ones come on top; a late-ack task counts
// until it has ended. Messages held for their ETA are outside. The window follows the number of slots.

/** Most messages asked for at once; only an unlimited window is larger. */
const LARGEST_BATCH = 1_000;

export class PrefetchWindow {
  readonly #multiplier: number;
  /** Messages; Infinity = no limit. */
  #limit = 0;
  #unsettled = 0;

  /** `multiplier` 0 means no limit. */
  constructor(slots: number, multiplier: number) {
    this.#multiplier = multiplier;
    this.resize(slots);
  }

  get limit(): number {
    return this.#limit;
  }

  get unsettled(): number {
    return this.#unsettled;
  }

  /** How many messages to ask for now; 0 = none. */
  get room(): number {
    return Math.max(0, Math.min(LARGEST_BATCH, this.#limit - this.#unsettled));
  }

  /** Half the window or more is free: worth a trip to the broker. */
  get ample(): boolean {
    return this.#unsettled * 2 <= this.#limit;
  }

  /** There are so many slots from now on. What a smaller window holds too many of stays until it is settled. */
  resize(slots: number): void {
    this.#limit = this.#multiplier === 0 ? Infinity : Math.max(1, slots * this.#multiplier);
  }

  enter(): void {
    this.#unsettled++;
  }

  leave(): void {
    this.#unsettled--;
  }
}
