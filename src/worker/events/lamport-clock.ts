// The fleet's logical clock: what was sent later by somebody who knew of an earlier event has the larger number.

export class LamportClock {
  #value = 0;

  get value(): number {
    return this.#value;
  }

  /** Something happens here: one step on. */
  forward(): number {
    return ++this.#value;
  }

  /** Somebody else's clock was seen: past both. */
  adjust(other: number): number {
    this.#value = Math.max(this.#value, other) + 1;
    return this.#value;
  }
}
