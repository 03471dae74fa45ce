// How many of something there were over time, in bins of equal length: intervals go in in any order, and bins come out
// one after the other once nothing can reach them any more. Cost and memory do not depend on how long intervals are.

export class LevelRing {
  readonly #bins: number;
  readonly #binNs: number;
  /** Changes of the level at the beginning of a bin. */
  readonly #steps: Float64Array;
  /** What the first and the last bin of an interval hold of it. */
  readonly #partsNs: Float64Array;
  #level = 0;

  constructor(bins: number, binNs: number) {
    this.#bins = bins;
    this.#binNs = binNs;
    this.#steps = new Float64Array(bins);
    this.#partsNs = new Float64Array(bins);
  }

  /** Adds an interval in time since the origin of bin 0. Both ends must lie in bins that are still open. */
  add(fromNs: number, toNs: number): void {
    const binNs = this.#binNs;
    const first = Math.floor(fromNs / binNs);
    const last = Math.floor(toNs / binNs);
    if (first === last) return bump(this.#partsNs, first % this.#bins, toNs - fromNs);
    bump(this.#partsNs, first % this.#bins, (first + 1) * binNs - fromNs);
    bump(this.#partsNs, last % this.#bins, toNs - last * binNs);
    bump(this.#steps, (first + 1) % this.#bins, 1);
    bump(this.#steps, last % this.#bins, -1);
  }

  /** Closes a bin and answers what it held, in nanoseconds; bins must be taken in order. */
  take(bin: number): number {
    const at = bin % this.#bins;
    this.#level += this.#steps[at] ?? 0;
    const held = this.#level * this.#binNs + (this.#partsNs[at] ?? 0);
    this.#steps[at] = 0;
    this.#partsNs[at] = 0;
    return held;
  }
}

function bump(values: Float64Array, at: number, amount: number): void {
  values[at] = (values[at] ?? 0) + amount;
}
