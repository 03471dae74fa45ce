// The true depth of the queues over one phase, as it was looked at: everything sent and not settled. One mean a bin,
// so memory does not depend on how often or how long one looked.

import { BINS } from './phase-series.ts';
import { SEGMENTS } from './segments.ts';

export class DepthSeries {
  readonly #startNs: number;
  readonly #binNs: number;
  readonly #sums: Float64Array = new Float64Array(BINS);
  readonly #looks: Float64Array = new Float64Array(BINS);

  constructor(startNs: number, endNs: number) {
    this.#startNs = startNs;
    this.#binNs = (endNs - startNs) / BINS;
  }

  /** Looks outside the window do not count. */
  add(atNs: number, depth: number): void {
    const bin = Math.floor((atNs - this.#startNs) / this.#binNs);
    if (bin < 0 || bin >= BINS) return;
    this.#sums[bin] = (this.#sums[bin] ?? 0) + depth;
    this.#looks[bin] = (this.#looks[bin] ?? 0) + 1;
  }

  /** The mean of each bin; a bin without a look has what the one before it had. Empty when nobody looked. */
  get bins(): readonly number[] {
    const first = this.#looks.findIndex((looks) => looks > 0);
    if (first === -1) return [];
    let last = this.#mean(first);
    return Array.from({ length: BINS }, (_, bin) => {
      if ((this.#looks[bin] ?? 0) > 0) last = this.#mean(bin);
      return last;
    });
  }

  /** Means of the segments after the cut that were looked at. */
  segmentMeans(cut: number): readonly number[] {
    const bins = BINS / SEGMENTS;
    const total = (values: Float64Array, segment: number): number =>
      values.subarray(segment * bins, (segment + 1) * bins).reduce((sum, one) => sum + one, 0);
    return Array.from({ length: SEGMENTS - cut }, (_, index) => cut + index).flatMap((segment) => {
      const looks = total(this.#looks, segment);
      return looks === 0 ? [] : [total(this.#sums, segment) / looks];
    });
  }

  #mean(bin: number): number {
    return (this.#sums[bin] ?? 0) / (this.#looks[bin] ?? 1);
  }
}
