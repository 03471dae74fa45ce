// Halves of tasks that wait for their other half: rows of numbers in one typed array, so that waiting makes no garbage
// whatever the rate. A row lies at the place that its sequence number is scattered to, or at the next that is free (open
// addressing). Numbers are dense; left side by side they would fill long stretches without a gap, and to take a row out one
// has to look through the rest of its stretch. At most half of the places are taken.

const FIRST_PLACES = 1024;
/** What no sequence number is. */
const NOBODY = -1;
/** 2^32 divided by the golden ratio: the multiples of it lie as far from each other as they can. */
const GOLDEN = 0x9e3779b1;
/** Of the rows, when there is no room for another: the lowest numbers are given up, many at once. */
const GIVEN_UP_RATIO = 1 / 16;

export class HalfStore {
  readonly #width: number;
  readonly #mostRows: number;
  /** Whose row a place holds. As many as a power of two. */
  #owners: Float64Array = new Float64Array(FIRST_PLACES).fill(NOBODY);
  #values: Float64Array;
  /** The upper bits of a product of 32 are the place. */
  #shift = 32 - Math.log2(FIRST_PLACES);
  #size = 0;

  /** `width`: numbers in a row. */
  constructor(width: number, mostRows: number) {
    this.#width = width;
    this.#mostRows = mostRows;
    this.#values = new Float64Array(width * FIRST_PLACES);
  }

  get size(): number {
    return this.#size;
  }

  /** Makes room for a row that is not there, whose numbers are then set by `set`. Answers how many were given up for it. */
  put(seq: number): number {
    const before = this.#size;
    if (before >= this.#mostRows) this.#giveUpLowest();
    const givenUp = before - this.#size;
    if (2 * (this.#size + 1) > this.#owners.length) this.#double();
    this.#owners[this.#placeOf(seq)] = seq;
    this.#size++;
    return givenUp;
  }

  /** The row's offset, or −1. */
  find(seq: number): number {
    const place = this.#placeOf(seq);
    return this.#owners[place] === seq ? place * this.#width : -1;
  }

  set(offset: number, value: number): void {
    this.#values[offset] = value;
  }

  at(offset: number): number {
    return this.#values[offset] ?? Number.NaN;
  }

  /** True when there was one. */
  drop(seq: number): boolean {
    const place = this.#placeOf(seq);
    if (this.#owners[place] !== seq) return false;
    this.#owners[this.#closeUp(place)] = NOBODY;
    this.#size--;
    return true;
  }

  /** Where the row is, or else where it would go. */
  #placeOf(seq: number): number {
    const last = this.#owners.length - 1;
    let place = this.#homeOf(seq);
    for (let owner = this.#ownerAt(place); owner !== NOBODY && owner !== seq; owner = this.#ownerAt(place))
      place = (place + 1) & last;
    return place;
  }

  #homeOf(seq: number): number {
    return Math.imul(seq | 0, GOLDEN) >>> this.#shift;
  }

  // A row behind a hole that lies between its home and its place would not be found: it moves into the hole, which is then
  // where it was. Answers where the hole ends up.
  #closeUp(hole: number): number {
    const last = this.#owners.length - 1;
    let end = hole;
    for (let place = (hole + 1) & last; ; place = (place + 1) & last) {
      const seq = this.#ownerAt(place);
      if (seq === NOBODY) return end;
      const fromHome = (place - this.#homeOf(seq)) & last;
      if (fromHome < ((place - end) & last)) continue;
      this.#move(this.#owners, this.#values, place, end);
      end = place;
    }
  }

  #giveUpLowest(): void {
    const lowest = this.#owners.filter((seq) => seq !== NOBODY).sort();
    for (const seq of lowest.subarray(0, Math.ceil(GIVEN_UP_RATIO * this.#size))) this.drop(seq);
  }

  #double(): void {
    const [owners, values] = [this.#owners, this.#values];
    this.#owners = new Float64Array(2 * owners.length).fill(NOBODY);
    this.#values = new Float64Array(2 * values.length);
    this.#shift--;
    for (const [place, seq] of owners.entries())
      if (seq !== NOBODY) this.#move(owners, values, place, this.#placeOf(seq));
  }

  /** Copies the row at a place of these arrays to a place of ours. */
  #move(owners: Float64Array, values: Float64Array, from: number, to: number): void {
    this.#owners[to] = owners[from] ?? NOBODY;
    for (let i = 0; i < this.#width; i++)
      this.#values[to * this.#width + i] = values[from * this.#width + i] ?? Number.NaN;
  }

  #ownerAt(place: number): number {
    return this.#owners[place] ?? NOBODY;
  }
}
