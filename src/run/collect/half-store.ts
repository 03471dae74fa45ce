// Halves of tasks that wait for their other half: rows of numbers in one typed array, so that waiting makes no garbage
// whatever the rate. Sequence numbers are dense, so a number's place is what it leaves when divided by the places: no
// search and no hashing. Where two want one place there are twice as many; at the limit the older of them is given up.

const FIRST_PLACES = 1024;
/** What no sequence number is. */
const NOBODY = -1;

export class HalfStore {
  readonly #width: number;
  readonly #mostPlaces: number;
  /** Whose row a place holds. */
  #owners: Float64Array;
  #values: Float64Array;
  #size = 0;

  /** `width`: numbers in a row. */
  constructor(width: number, mostPlaces: number) {
    this.#width = width;
    this.#mostPlaces = mostPlaces;
    const places = Math.min(FIRST_PLACES, mostPlaces);
    this.#owners = new Float64Array(places).fill(NOBODY);
    this.#values = new Float64Array(width * places);
  }

  get size(): number {
    return this.#size;
  }

  /** Makes room for a row that is not there, whose numbers are then set by `set`. True when another was given up for it. */
  put(seq: number): boolean {
    while (this.#ownerOf(seq) !== NOBODY && 2 * this.#owners.length <= this.#mostPlaces) this.#double();
    const givesUp = this.#ownerOf(seq) !== NOBODY;
    if (!givesUp) this.#size++;
    this.#owners[this.#place(seq)] = seq;
    return givesUp;
  }

  /** The row's offset, or −1. */
  find(seq: number): number {
    return this.#ownerOf(seq) === seq ? this.#place(seq) * this.#width : -1;
  }

  set(offset: number, value: number): void {
    this.#values[offset] = value;
  }

  at(offset: number): number {
    return this.#values[offset] ?? Number.NaN;
  }

  /** True when there was one. */
  drop(seq: number): boolean {
    if (this.#ownerOf(seq) !== seq) return false;
    this.#owners[this.#place(seq)] = NOBODY;
    this.#size--;
    return true;
  }

  #place(seq: number): number {
    return seq % this.#owners.length;
  }

  #ownerOf(seq: number): number {
    return this.#owners[this.#place(seq)] ?? NOBODY;
  }

  /** Rows that had places of their own still have: what differs by one divisor differs by its double. */
  #double(): void {
    const [owners, values] = [this.#owners, this.#values];
    this.#owners = new Float64Array(2 * owners.length).fill(NOBODY);
    this.#values = new Float64Array(2 * values.length);
    for (const [from, seq] of owners.entries()) {
      if (seq === NOBODY) continue;
      const to = this.#place(seq);
      this.#owners[to] = seq;
      const row = values.subarray(from * this.#width, (from + 1) * this.#width);
      this.#values.set(row, to * this.#width);
    }
  }
}
