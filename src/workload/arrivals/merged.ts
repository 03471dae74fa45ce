// Several streams as one: a binary heap by due time. Of tasks due at the same time the stream that was named first
// comes first, so that the order depends on the seed alone.

import type { Arrivals } from './contract.ts';

export class MergedArrivals {
  /** Indexes of streams; the root is the one whose next task is due first. */
  readonly #heap: number[];
  readonly #streams: readonly Arrivals[];

  constructor(streams: readonly Arrivals[]) {
    this.#streams = streams;
    this.#heap = [...streams.keys()];
    for (let at = this.#heap.length >> 1; at >= 0; at--) this.#sink(at);
  }

  /** When the next task of any stream is due; Infinity when none is left. */
  get dueNs(): number {
    return this.#due(this.#root);
  }

  /** Which stream it belongs to. */
  get streamIndex(): number {
    return this.#root;
  }

  advance(): void {
    this.#streams[this.#root]?.advance();
    if (this.#heap.length > 1) this.#sink(0);
  }

  close(): void {
    for (const stream of this.#streams) stream.close();
  }

  get #root(): number {
    return this.#heap[0] ?? 0;
  }

  #due(stream: number): number {
    return this.#streams[stream]?.dueNs ?? Infinity;
  }

  #isBefore(a: number, b: number): boolean {
    const [dueA, dueB] = [this.#due(a), this.#due(b)];
    return dueA < dueB || (dueA === dueB && a < b);
  }

  #sink(from: number): void {
    const heap = this.#heap;
    for (let at = from; ;) {
      const here = heap[at];
      const left = 2 * at + 1;
      let least = left;
      const [a, b] = [heap[left], heap[left + 1]];
      if (here === undefined || a === undefined) return;
      if (b !== undefined && this.#isBefore(b, a)) least = left + 1;
      const below = heap[least];
      if (below === undefined || !this.#isBefore(below, here)) return;
      heap[at] = below;
      heap[least] = here;
      at = least;
    }
  }
}
