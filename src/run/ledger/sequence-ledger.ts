// The account of every task of a trial, by sequence number: one bit each, in pages. Pages that are full are forgotten
// below a watermark; an old page with few holes (tasks that were withdrawn or lost) keeps the holes alone. Memory
// follows what is outstanding and what is missing, not the length of the run.

/** Sequence numbers a page. */
export const PAGE_TASKS = 65_536;
/** Pages this far behind the newest are compacted. */
const OPEN_PAGES = 4;
/** More holes than this take more memory than the bits. */
const MOST_HOLES = 256;

type Page =
  | { readonly kind: 'bits'; readonly bits: Uint32Array; count: number }
  | { readonly kind: 'holes'; readonly holes: Set<number> };

export type Execution = 'first' | 'again';

export interface ExecutionCounts {
  readonly doneOnce: number;
  readonly doneAgain: number;
  readonly failed: number;
}

interface TypeCounts {
  doneOnce: number;
  doneAgain: number;
  failed: number;
}

export class SequenceLedger {
  /** Pages from the watermark on. */
  readonly #pages = new Map<number, Page>();
  /** Full pages from the watermark on. */
  readonly #full = new Set<number>();
  readonly #types: TypeCounts[] = [];
  /** All pages below are full. */
  #watermark = 0;
  #newest = 0;
  #accounted = 0;

  /** Books one execution that ended. Only the first of a task decides whether it counts as done or failed. */
  book(seq: number, typeIndex: number, failed: boolean): Execution {
    const counts = (this.#types[typeIndex] ??= { doneOnce: 0, doneAgain: 0, failed: 0 });
    if (!this.#mark(seq)) {
      counts.doneAgain++;
      return 'again';
    }
    if (failed) counts.failed++;
    else counts.doneOnce++;
    this.#accounted++;
    return 'first';
  }

  /** Whether an execution of this task was booked. */
  seen(seq: number): boolean {
    const pageNumber = Math.floor(seq / PAGE_TASKS);
    if (this.#isFull(pageNumber)) return true;
    const page = this.#pages.get(pageNumber);
    if (page === undefined) return false;
    const index = seq % PAGE_TASKS;
    return page.kind === 'holes' ? !page.holes.has(index) : isSet(page.bits, index);
  }

  /** Tasks with at least one execution that ended. */
  get accounted(): number {
    return this.#accounted;
  }

  get counts(): ExecutionCounts {
    const total = { doneOnce: 0, doneAgain: 0, failed: 0 };
    // Types that were never booked leave gaps.
    for (const counts of this.#types) {
      if (counts === undefined) continue;
      total.doneOnce += counts.doneOnce;
      total.doneAgain += counts.doneAgain;
      total.failed += counts.failed;
    }
    return total;
  }

  countsOf(typeIndex: number): ExecutionCounts {
    return { doneOnce: 0, doneAgain: 0, failed: 0, ...this.#types[typeIndex] };
  }

  /** Pages held at the moment, full or not. */
  get pages(): number {
    return this.#pages.size + this.#full.size;
  }

  /** True when it was not set before. */
  #mark(seq: number): boolean {
    const pageNumber = Math.floor(seq / PAGE_TASKS);
    if (this.#isFull(pageNumber)) return false;
    const index = seq - pageNumber * PAGE_TASKS;
    const page = this.#page(pageNumber);
    if (page.kind === 'holes') {
      const wasHole = page.holes.delete(index);
      if (page.holes.size === 0) this.#filled(pageNumber);
      return wasHole;
    }
    if (isSet(page.bits, index)) return false;
    const word = index >>> 5;
    page.bits[word] = (page.bits[word] ?? 0) | (1 << (index & 31));
    if (++page.count === PAGE_TASKS) this.#filled(pageNumber);
    return true;
  }

  #isFull(pageNumber: number): boolean {
    return pageNumber < this.#watermark || this.#full.has(pageNumber);
  }

  #page(pageNumber: number): Page {
    let page = this.#pages.get(pageNumber);
    if (page === undefined) {
      page = { kind: 'bits', bits: new Uint32Array(PAGE_TASKS / 32), count: 0 };
      this.#pages.set(pageNumber, page);
      if (pageNumber > this.#newest) {
        this.#newest = pageNumber;
        this.#compact();
      }
    }
    return page;
  }

  #filled(pageNumber: number): void {
    this.#pages.delete(pageNumber);
    this.#full.add(pageNumber);
    while (this.#full.delete(this.#watermark)) this.#watermark++;
  }

  #compact(): void {
    for (const [pageNumber, page] of this.#pages) {
      if (page.kind === 'holes' || pageNumber > this.#newest - OPEN_PAGES) continue;
      if (PAGE_TASKS - page.count > MOST_HOLES) continue;
      const holes = new Set<number>();
      for (let index = 0; index < PAGE_TASKS; index++) if (!isSet(page.bits, index)) holes.add(index);
      this.#pages.set(pageNumber, { kind: 'holes', holes });
    }
  }
}

function isSet(bits: Uint32Array, index: number): boolean {
  return ((bits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
}
