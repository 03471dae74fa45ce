// What happened slice by slice: counts and wait percentiles of each slice of a phase. A slice is closed, and its
// histogram given to a later one, when no sample can reach it any more.

import { LatencyHistogram } from '../../measure/index.ts';
import { sliceAt, slicesOf, type Slices } from '../slices.ts';

/** Samples reach us within a flush interval and a bit; slices older than this are closed. */
const OPEN_SLICES = 8;

export interface SliceFigures {
  readonly index: number;
  readonly completed: number;
  readonly failed: number;
  readonly waitP50Ms: number | null;
  readonly waitP95Ms: number | null;
}

interface OpenSlice {
  completed: number;
  failed: number;
  readonly wait: LatencyHistogram;
}

export class SliceTimeline {
  readonly #slices: Slices;
  readonly #open = new Map<number, OpenSlice>();
  readonly #closed = new Map<number, SliceFigures>();
  readonly #spare: LatencyHistogram[] = [];
  #newest = 0;

  constructor(startNs: number, endNs: number) {
    this.#slices = slicesOf(startNs, endNs);
  }

  /** Books one execution by the time it finished; one that comes after its slice was closed does not count. */
  book(finishedNs: number, waitNs: number, failed: boolean): void {
    const slice = this.#slice(sliceAt(this.#slices, finishedNs));
    if (slice === undefined) return;
    if (failed) slice.failed++;
    else slice.completed++;
    slice.wait.recordNs(waitNs);
  }

  /** Closes everything and answers the figures of every slice. */
  finish(): readonly SliceFigures[] {
    for (const index of [...this.#open.keys()]) this.#close(index);
    const { count: length } = this.#slices;
    return Array.from({ length }, (_, index) => this.#closed.get(index) ?? emptySlice(index));
  }

  #slice(index: number): OpenSlice | undefined {
    const open = this.#open.get(index);
    if (open !== undefined) return open;
    if (index < 0 || index <= this.#newest - OPEN_SLICES) return undefined;
    const slice = { completed: 0, failed: 0, wait: this.#spare.pop() ?? LatencyHistogram.create() };
    this.#open.set(index, slice);
    this.#newest = Math.max(this.#newest, index);
    for (const old of this.#open.keys()) if (old <= this.#newest - OPEN_SLICES) this.#close(old);
    return slice;
  }

  #close(index: number): void {
    const slice = this.#open.get(index);
    if (slice === undefined) return;
    const { completed, failed, wait } = slice;
    const quantile = (p: number): number | null => (wait.count === 0 ? null : wait.quantileMs(p));
    this.#closed.set(index, {
      index,
      completed,
      failed,
      waitP50Ms: quantile(0.5),
      waitP95Ms: quantile(0.95),
    });
    this.#open.delete(index);
    wait.reset();
    this.#spare.push(wait);
  }
}

function emptySlice(index: number): SliceFigures {
  return { index, completed: 0, failed: 0, waitP50Ms: null, waitP95Ms: null };
}
