// Halves of tasks that wait for their other half: rows of numbers in one typed array, so that waiting makes no garbage
// whatever the rate. Beyond the limit the row that has waited longest is given up.

export class HalfStore {
  readonly #width: number;
  readonly #mostRows: number;
  /** In the order in which they were put. */
  readonly #rows = new Map<number, number>();
  readonly #free: number[] = [];
  #values: Float64Array;

  /** `width`: numbers in a row. */
  constructor(width: number, mostRows: number) {
    this.#width = width;
    this.#mostRows = mostRows;
    this.#values = new Float64Array(width * Math.min(1024, mostRows));
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Makes room for a row, whose numbers are then set by `set`. True when the oldest had to be given up for it. */
  put(seq: number): boolean {
    const full = this.#rows.size >= this.#mostRows;
    if (full) this.#dropOldest();
    this.#rows.set(seq, this.#free.pop() ?? this.#newRow());
    return full;
  }

  /** The row's offset, or −1. */
  find(seq: number): number {
    const row = this.#rows.get(seq);
    return row === undefined ? -1 : row * this.#width;
  }

  set(offset: number, value: number): void {
    this.#values[offset] = value;
  }

  at(offset: number): number {
    return this.#values[offset] ?? Number.NaN;
  }

  /** True when there was one. */
  drop(seq: number): boolean {
    const row = this.#rows.get(seq);
    if (row === undefined) return false;
    this.#rows.delete(seq);
    this.#free.push(row);
    return true;
  }

  #dropOldest(): void {
    for (const seq of this.#rows.keys()) {
      this.drop(seq);
      return;
    }
  }

  #newRow(): number {
    const row = this.#rows.size;
    if ((row + 1) * this.#width > this.#values.length) {
      const grown = new Float64Array(2 * this.#values.length);
      grown.set(this.#values);
      this.#values = grown;
    }
    return row;
  }
}
