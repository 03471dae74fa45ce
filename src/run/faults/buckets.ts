// What the tasks did in one stretch of time, in buckets of 50 ms: how many were due, how many finished, how long those
// that started had waited. The stretch is fixed beforehand, so memory is too.

export const BUCKET_NS = 50e6;

export class Buckets {
  readonly fromNs: number;
  readonly count: number;
  readonly #due: Uint32Array;
  readonly #finished: Uint32Array;
  readonly #started: Uint32Array;
  readonly #waitSumNs: Float64Array;
  readonly #waitMaxNs: Float64Array;

  constructor(fromNs: number, toNs: number) {
    this.fromNs = fromNs;
    this.count = Math.max(0, Math.ceil((toNs - fromNs) / BUCKET_NS));
    this.#due = new Uint32Array(this.count);
    this.#finished = new Uint32Array(this.count);
    this.#started = new Uint32Array(this.count);
    this.#waitSumNs = new Float64Array(this.count);
    this.#waitMaxNs = new Float64Array(this.count);
  }

  /** Books one execution; what lies outside of the stretch is left out. */
  book(intendedNs: number, startedNs: number, finishedNs: number): void {
    increment(this.#due, this.#index(intendedNs));
    increment(this.#finished, this.#index(finishedNs));
    const at = this.#index(startedNs);
    if (at < 0 || at >= this.count) return;
    const waitNs = startedNs - intendedNs;
    increment(this.#started, at);
    this.#waitSumNs[at] = (this.#waitSumNs[at] ?? 0) + waitNs;
    this.#waitMaxNs[at] = Math.max(this.#waitMaxNs[at] ?? 0, waitNs);
  }

  /** Windows of `width` buckets, side by side, as far as they fit into the first `within`. */
  windows(width: number, within: number = this.count): readonly Window[] {
    const fitting = Math.floor(Math.min(within, this.count) / width);
    return Array.from({ length: fitting }, (_, index) => this.#window(index * width, width));
  }

  /** The longest wait of all tasks that started; undefined when none did. */
  get worstWaitMs(): number | undefined {
    const { started, waitMaxNs } = this.#window(0, this.count);
    return started === 0 ? undefined : waitMaxNs / 1e6;
  }

  #window(from: number, width: number): Window {
    const window = { due: 0, finished: 0, started: 0, waitSumNs: 0, waitMaxNs: 0 };
    for (let i = from; i < from + width; i++) {
      window.due += this.#due[i] ?? 0;
      window.finished += this.#finished[i] ?? 0;
      window.started += this.#started[i] ?? 0;
      window.waitSumNs += this.#waitSumNs[i] ?? 0;
      window.waitMaxNs = Math.max(window.waitMaxNs, this.#waitMaxNs[i] ?? 0);
    }
    return window;
  }

  #index(atNs: number): number {
    return Math.floor((atNs - this.fromNs) / BUCKET_NS);
  }
}

/** Sums over neighbouring buckets. Due by intended, finished by finishing, waits by starting time. */
export interface Window {
  readonly due: number;
  readonly finished: number;
  readonly started: number;
  readonly waitSumNs: number;
  readonly waitMaxNs: number;
}

function increment(counts: Uint32Array, index: number): void {
  if (index >= 0 && index < counts.length) counts[index] = (counts[index] ?? 0) + 1;
}
