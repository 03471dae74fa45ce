// A phase over time, in bins of equal length, fine enough to find where it became steady: executions that ended and
// slot time that was busy. The number of bins does not depend on the length of the phase.

import { SEGMENTS } from './segments.ts';

/** 40 means of five for MSER-5; ten bins a segment. */
export const BINS = 200;
const BINS_PER_SEGMENT = BINS / SEGMENTS;

export class PhaseSeries {
  readonly #startNs: number;
  readonly #endNs: number;
  readonly #binNs: number;
  readonly #finished: Float64Array = new Float64Array(BINS);
  readonly #busyNs: Float64Array = new Float64Array(BINS);

  constructor(startNs: number, endNs: number) {
    this.#startNs = startNs;
    this.#endNs = endNs;
    this.#binNs = (endNs - startNs) / BINS;
  }

  book(startedNs: number, finishedNs: number): void {
    if (finishedNs >= this.#startNs && finishedNs < this.#endNs)
      add(this.#finished, this.#bin(finishedNs), 1);
    this.bookBusy(startedNs, finishedNs);
  }

  /** Slot time alone. */
  bookBusy(startedNs: number, finishedNs: number): void {
    const fromNs = startedNs > this.#startNs ? startedNs : this.#startNs;
    const toNs = finishedNs < this.#endNs ? finishedNs : this.#endNs;
    if (toNs <= fromNs) return;
    const first = this.#bin(fromNs);
    const last = this.#bin(toNs);
    if (first === last) return add(this.#busyNs, first, toNs - fromNs);
    add(this.#busyNs, first, this.#edgeNs(first + 1) - fromNs);
    for (let bin = first + 1; bin < last; bin++) add(this.#busyNs, bin, this.#binNs);
    add(this.#busyNs, last, toNs - this.#edgeNs(last));
  }

  /** Executions that ended, bin by bin. */
  get finished(): readonly number[] {
    return [...this.#finished];
  }

  /** Slots that were busy, on average over each bin. */
  get busySlots(): readonly number[] {
    return Array.from(this.#busyNs, (busyNs) => busyNs / this.#binNs);
  }

  /** Executions that ended after the cut, and slot time that was busy. */
  after(cutSegments: number): { readonly finished: number; readonly busyNs: number } {
    const from = cutSegments * BINS_PER_SEGMENT;
    const total = (values: Float64Array): number => values.subarray(from).reduce((sum, one) => sum + one, 0);
    return { finished: total(this.#finished), busyNs: total(this.#busyNs) };
  }

  #bin(atNs: number): number {
    return Math.min(BINS - 1, Math.floor((atNs - this.#startNs) / this.#binNs));
  }

  #edgeNs(bin: number): number {
    return this.#startNs + bin * this.#binNs;
  }
}

function add(values: Float64Array, index: number, amount: number): void {
  values[index] = (values[index] ?? 0) + amount;
}
