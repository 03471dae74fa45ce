// The account of every task of a trial, by sequence number: two bits each (accounted, failed), in pages that are
// dropped when full, so that memory follows what is outstanding and not the length of the run.

const PAGE_TASKS = 65_536;

interface Page {
  readonly seen: Uint8Array;
  count: number;
}

export type Execution = 'first' | 'again';

export class SequenceLedger {
  readonly #pages = new Map<number, Page>();
  readonly #fullPages = new Set<number>();
  #doneOnce = 0;
  #doneAgain = 0;
  #failed = 0;

  /** Books one execution that ended. Only the first of a task decides whether it counts as done or failed. */
  book(seq: number, failed: boolean): Execution {
    const pageNumber = Math.floor(seq / PAGE_TASKS);
    if (this.#fullPages.has(pageNumber)) return this.#again();
    const page = this.#page(pageNumber);
    const index = seq - pageNumber * PAGE_TASKS;
    if (page.seen[index] === 1) return this.#again();
    page.seen[index] = 1;
    page.count++;
    if (failed) this.#failed++;
    else this.#doneOnce++;
    if (page.count === PAGE_TASKS) {
      this.#pages.delete(pageNumber);
      this.#fullPages.add(pageNumber);
    }
    return 'first';
  }

  /** Tasks with at least one execution that ended. */
  get accounted(): number {
    return this.#doneOnce + this.#failed;
  }

  get counts(): { readonly doneOnce: number; readonly doneAgain: number; readonly failed: number } {
    return { doneOnce: this.#doneOnce, doneAgain: this.#doneAgain, failed: this.#failed };
  }

  #again(): Execution {
    this.#doneAgain++;
    return 'again';
  }

  #page(pageNumber: number): Page {
    let page = this.#pages.get(pageNumber);
    if (page === undefined) {
      page = { seen: new Uint8Array(PAGE_TASKS), count: 0 };
      this.#pages.set(pageNumber, page);
    }
    return page;
  }
}
