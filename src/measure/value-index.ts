// The recorded values of an HDR histogram with their running counts, read out once: many quantiles, the mean and
// the spread then cost a look-up each, where the library walks
// all its buckets every time.

import type { JsHistogram } from 'hdr-histogram-js';

export class ValueIndex {
  /** Middle and upper end of each bucket with values in it, ascending, and the count of values up to there. */
  readonly #middles: readonly number[];
  readonly #uppers: readonly number[];
  readonly #counts: readonly number[];

  constructor(histogram: JsHistogram) {
    const middles: number[] = [];
    const uppers: number[] = [];
    const counts: number[] = [];
    let upTo = 0;
    for (let index = 0; upTo < histogram.totalCount && index < histogram.countsArrayLength; index++) {
      const count = histogram.getCountAtIndex(index);
      if (count === 0) continue;
      upTo += count;
      const value = histogram.valueFromIndex(index);
      middles.push(histogram.medianEquivalentValue(value));
      uppers.push(histogram.highestEquivalentValue(value));
      counts.push(upTo);
    }
    this.#middles = middles;
    this.#uppers = uppers;
    this.#counts = counts;
  }

  /** The smallest recorded value that the share `p` of all values does not exceed, rounded up to its bucket's end. */
  quantile(p: number): number {
    const total = this.#counts.at(-1) ?? 0;
    // The product may lie a rounding error above the whole number meant.
    const wanted = Math.max(1, Math.ceil(p * total * (1 - Number.EPSILON)));
    let low = 0;
    let high = this.#counts.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#counts[middle] ?? 0) >= wanted) high = middle;
      else low = middle + 1;
    }
    return this.#uppers[low] ?? Number.NaN;
  }

  get mean(): number {
    return this.#average((value) => value);
  }

  /** Population standard deviation. */
  get standardDeviation(): number {
    const { mean } = this;
    return Math.sqrt(this.#average((value) => (value - mean) ** 2));
  }

  #average(of: (value: number) => number): number {
    let sum = 0;
    let before = 0;
    for (const [index, middle] of this.#middles.entries()) {
      const upTo = this.#counts[index] ?? before;
      sum += of(middle) * (upTo - before);
      before = upTo;
    }
    return sum / before;
  }
}
