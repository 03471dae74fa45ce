// Latencies in an HDR histogram: nanoseconds, three significant digits (0.1 % value error), 1 ns to 24 h.
// Bounded memory whatever the number of values; histograms of the same shape merge without loss.

import hdr from 'hdr-histogram-js';
import type { Histogram, JsHistogram } from 'hdr-histogram-js';
import { HeadcountError } from '../errors/index.ts';
import { ms, type Milliseconds } from '../units/index.ts';
import { bucketIndex, hasOurLayout } from './bucket-index.ts';
import { ValueIndex } from './value-index.ts';

const HIGHEST_NS = 24 * 3600 * 1e9;
const NS_PER_MS = 1e6;

/** Population figures of one histogram, all in milliseconds; NaN where it is empty. */
export interface LatencyFigures {
  readonly count: number;
  readonly minMs: Milliseconds;
  readonly meanMs: Milliseconds;
  readonly sdMs: Milliseconds;
  readonly maxMs: Milliseconds;
}

export class LatencyHistogram {
  readonly #hdr: JsHistogram;
  readonly #direct: boolean;
  // The library remembers only the smallest value above zero, and bucket bounds for the extremes.
  #minNs = Infinity;
  #maxNs = -Infinity;
  #index: ValueIndex | undefined;

  private constructor(histogram: Histogram) {
    if (!(histogram instanceof hdr.JsHistogram)) {
      throw new HeadcountError('BUG', 'an HDR histogram that is not the JavaScript one');
    }
    this.#hdr = histogram;
    this.#direct = hasOurLayout(histogram);
  }

  static create(): LatencyHistogram {
    // Counts of 32 bits that double as needed: two thirds of our histograms hold under a thousand values.
    const histogram = hdr.build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: 2,
      numberOfSignificantValueDigits: 3,
      bitBucketSize: 32,
      autoResize: true,
      useWebAssembly: false,
    });
    return new LatencyHistogram(histogram);
  }

  /** Reads what `encode` wrote. Throws when the text is not a compressed V2 histogram. */
  static decode(base64: string, minMs?: Milliseconds, maxMs?: Milliseconds): LatencyHistogram {
    const histogram = hdr.decodeFromCompressedBase64(base64, 32, false);
    // A decoded histogram has the range of its values; it must grow like a new one when recorded into or added to.
    histogram.autoResize = true;
    const decoded = new LatencyHistogram(histogram);
    if (decoded.count > 0) {
      decoded.#minNs = minMs === undefined ? decoded.#hdr.getValueAtPercentile(0) : minMs * NS_PER_MS;
      decoded.#maxNs = maxMs === undefined ? decoded.#hdr.maxValue : maxMs * NS_PER_MS;
    }
    return decoded;
  }

  /** Records one latency. Below zero counts as zero, above 24 h as 24 h. Throws when it is no number. */
  recordNs(valueNs: number): void {
    if (Number.isNaN(valueNs)) throw new HeadcountError('BUG', 'a latency that is no number was recorded');
    const value = valueNs < 0 ? 0 : valueNs > HIGHEST_NS ? HIGHEST_NS : Math.round(valueNs);
    this.#count(value);
    this.#index = undefined;
    if (value < this.#minNs) this.#minNs = value;
    if (value > this.#maxNs) this.#maxNs = value;
  }

  #count(value: number): void {
    const counts = this.#hdr;
    const index = this.#direct ? bucketIndex(value) : Infinity;
    // Beyond its range it has to grow first.
    if (index >= counts.countsArrayLength) return counts.recordValue(value);
    counts.incrementCountAtIndex(index);
    counts.incrementTotalCount();
    if (value > counts.maxValue || (value < counts.minNonZeroValue && value > 0))
      counts.updateMinAndMax(value);
  }

  get count(): number {
    return this.#hdr.totalCount;
  }

  get figures(): LatencyFigures {
    if (this.count === 0) {
      const none = ms(Number.NaN);
      return { count: 0, minMs: none, meanMs: none, sdMs: none, maxMs: none };
    }
    return {
      count: this.count,
      minMs: ms(this.#minNs / NS_PER_MS),
      meanMs: ms(this.#values.mean / NS_PER_MS),
      sdMs: ms(this.#values.standardDeviation / NS_PER_MS),
      maxMs: ms(this.#maxNs / NS_PER_MS),
    };
  }

  /** The value at or below which the share `p` (0 to 1) of the values lies; NaN when empty. Never above the maximum. */
  quantileMs(p: number): Milliseconds {
    if (this.count === 0) return ms(Number.NaN);
    const ns = Math.min(this.#values.quantile(p), this.#maxNs);
    return ms(Math.max(ns, this.#minNs) / NS_PER_MS);
  }

  /** Adds every value of the other. */
  add(other: LatencyHistogram): void {
    if (other.count === 0) return;
    this.#hdr.add(other.#hdr);
    this.#index = undefined;
    this.#minNs = Math.min(this.#minNs, other.#minNs);
    this.#maxNs = Math.max(this.#maxNs, other.#maxNs);
  }

  reset(): void {
    this.#hdr.reset();
    this.#index = undefined;
    this.#minNs = Infinity;
    this.#maxNs = -Infinity;
  }

  get #values(): ValueIndex {
    this.#index ??= new ValueIndex(this.#hdr);
    return this.#index;
  }

  /** HDR's own encoding (V2, deflated, base64), readable by any HdrHistogram library. */
  encode(): string {
    return hdr.encodeIntoCompressedBase64(this.#hdr);
  }
}
