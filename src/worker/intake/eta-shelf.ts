// Messages that must not run yet: a heap by due time and one timer for the earliest.

/** setTimeout cannot wait longer; a later due time is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Held<T> {
  readonly dueAtMs: number;
  /** Keeps equal due times in order. */
  readonly order: number;
  readonly item: T;
}

export class EtaShelf<T> {
  readonly #onDue: (item: T) => void;
  readonly #heap: Held<T>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #order = 0;

  constructor(onDue: (item: T) => void) {
    this.#onDue = onDue;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Holds an item until a time, epoch milliseconds. */
  hold(item: T, dueAtMs: number): void {
    this.#push({ dueAtMs, order: this.#order++, item });
    this.#arm();
  }

  /** What is held, earliest first, without taking it. */
  items(): readonly { readonly item: T; readonly dueAtMs: number }[] {
    return this.#heap.toSorted(compare);
  }

  /** Takes out what the test is true of. Looks at everything. */
  takeIf(test: (item: T) => boolean): readonly T[] {
    if (!this.#heap.some(({ item }) => test(item))) return [];
    const all = this.#heap.splice(0);
    for (const held of all) if (!test(held.item)) this.#push(held);
    this.#arm();
    return all.filter(({ item }) => test(item)).map(({ item }) => item);
  }

  /** Takes everything out, earliest first, and stops the timer. */
  clear(): readonly T[] {
    clearTimeout(this.#timer);
    return this.#heap
      .splice(0)
      .toSorted(compare)
      .map((held) => held.item);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const first = this.#heap[0];
    if (first === undefined) return;
    const waitMs = Math.min(LONGEST_TIMER_MS, Math.max(0, first.dueAtMs - Date.now()));
    this.#timer = setTimeout(() => this.#release(), waitMs);
  }

  #release(): void {
    const nowMs = Date.now();
    for (let first = this.#heap[0]; first !== undefined && first.dueAtMs <= nowMs; first = this.#heap[0]) {
      this.#removeFirst();
      this.#onDue(first.item);
    }
    this.#arm();
  }

  #push(held: Held<T>): void {
    let index = this.#heap.length;
    this.#heap.push(held);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#heap[parentIndex];
      if (parent === undefined || compare(parent, held) <= 0) break;
      this.#heap[index] = parent;
      index = parentIndex;
    }
    this.#heap[index] = held;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    let index = 0;
    for (;;) {
      const childIndex = this.#smallerChild(index);
      const child = this.#heap[childIndex];
      if (child === undefined || compare(last, child) <= 0) break;
      this.#heap[index] = child;
      index = childIndex;
    }
    this.#heap[index] = last;
  }

  #smallerChild(index: number): number {
    const leftIndex = 2 * index + 1;
    const left = this.#heap[leftIndex];
    const right = this.#heap[leftIndex + 1];
    return left !== undefined && right !== undefined && compare(right, left) < 0 ? leftIndex + 1 : leftIndex;
  }
}

function compare(a: Held<unknown>, b: Held<unknown>): number {
  return a.dueAtMs - b.dueAtMs || a.order - b.order;
}
