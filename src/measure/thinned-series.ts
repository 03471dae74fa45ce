// A series over time in constant memory: rows of figures, at most a fixed number of points. When they are full,
// neighbours are merged in pairs (means), and from then on each point stands for twice as many rows. A run of a day
// ends with as many points as one of a minute; each point says how much time it covers by where it and its neighbours lie.

/** Figures of one row; NaN = not known then. Every row of a series has the same length. */
export type Row = readonly number[];

interface Point {
  rows: number;
  /** Of the known values in each column. */
  readonly sums: number[];
  readonly counts: number[];
}

export class ThinnedSeries {
  readonly #columns: number;
  readonly #mostPoints: number;
  #points: Point[] = [];
  #rowsPerPoint = 1;

  /** `mostPoints` is even and at least 2. */
  constructor(columns: number, mostPoints: number) {
    this.#columns = columns;
    this.#mostPoints = mostPoints;
  }

  add(row: Row): void {
    let point = this.#points.at(-1);
    if (point === undefined || point.rows >= this.#rowsPerPoint) {
      if (this.#points.length === this.#mostPoints) this.#halve();
      const last = this.#points.at(-1);
      point = last !== undefined && last.rows < this.#rowsPerPoint ? last : this.#begin();
    }
    book(point, row);
  }

  /** The columns' means at each point, oldest first; NaN where nothing was known. */
  means(): readonly Row[] {
    return this.#points.map(({ sums, counts }) => sums.map((sum, column) => sum / (counts[column] ?? 0)));
  }

  #begin(): Point {
    const zeros = (): number[] => Array.from({ length: this.#columns }, () => 0);
    const point = { rows: 0, sums: zeros(), counts: zeros() };
    this.#points.push(point);
    return point;
  }

  #halve(): void {
    const merged: Point[] = [];
    for (let index = 0; index < this.#points.length; index += 2) {
      const first = this.#points[index];
      const second = this.#points[index + 1];
      if (first !== undefined) merged.push(second === undefined ? first : merge(first, second));
    }
    this.#points = merged;
    this.#rowsPerPoint *= 2;
  }
}

function book(point: Point, row: Row): void {
  point.rows++;
  for (const [column, value] of row.entries()) {
    if (Number.isNaN(value)) continue;
    point.sums[column] = (point.sums[column] ?? 0) + value;
    point.counts[column] = (point.counts[column] ?? 0) + 1;
  }
}

function merge(first: Point, second: Point): Point {
  const added = (a: readonly number[], b: readonly number[]): number[] =>
    a.map((value, i) => value + (b[i] ?? 0));
  return {
    rows: first.rows + second.rows,
    sums: added(first.sums, second.sums),
    counts: added(first.counts, second.counts),
  };
}
