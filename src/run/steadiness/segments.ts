// What a phase counts, kept in segments so that its beginning can be cut off afterwards. The window is divided into
// twenty segments; as a cut never lies in the second half, that half shares one part. Memory does not depend on the
// length of the phase.

/** Segments of a phase; a cut lies between two of them. */
export const SEGMENTS = 20;
/** The latest cut: half of the phase. */
export const LATEST_CUT = SEGMENTS / 2;

/** Parts made of `create`, one a segment of the first half and one for the second half. */
export class Segments<T> {
  readonly #startNs: number;
  readonly #segmentNs: number;
  readonly #create: () => T;
  readonly #parts: (T | undefined)[] = Array.from({ length: LATEST_CUT + 1 });

  constructor(startNs: number, endNs: number, create: () => T) {
    this.#startNs = startNs;
    this.#segmentNs = (endNs - startNs) / SEGMENTS;
    this.#create = create;
  }

  /** The part that a time belongs to. Times outside the window belong to the nearest segment. */
  at(atNs: number): T {
    const segment = Math.floor((atNs - this.#startNs) / this.#segmentNs);
    const index = segment < 0 ? 0 : segment > LATEST_CUT ? LATEST_CUT : segment;
    return (this.#parts[index] ??= this.#create());
  }

  /** The parts that are left when the first `cut` segments are cut off. Those that nothing was booked in are missing. */
  after(cut: number): readonly T[] {
    return this.#parts.slice(cut).filter((part) => part !== undefined);
  }
}
