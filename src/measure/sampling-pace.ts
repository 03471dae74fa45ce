// How often something that costs CPU may be looked at, so that looking stays below a fixed share of one core however
// many processes there are: the interval follows what the looks so far have cost.

/** Weight of the newest cost in the running mean; one slow look does not stretch the interval for long. */
const NEWEST = 0.3;

export class SamplingPace {
  readonly #share: number;
  readonly #leastMs: number;
  readonly #mostMs: number;
  #costMs = 0;
  #lastMs = -Infinity;

  /** `share`: of one core, 0 to 1. The interval stays within the two, milliseconds. */
  constructor(share: number, leastMs: number, mostMs: number) {
    this.#share = share;
    this.#leastMs = leastMs;
    this.#mostMs = mostMs;
  }

  get everyMs(): number {
    return Math.min(this.#mostMs, Math.max(this.#leastMs, this.#costMs / this.#share));
  }

  /** Whether the interval is over; a tenth early counts, for looks ride on each other's timers. */
  isDue(nowMs: number): boolean {
    return nowMs - this.#lastMs >= 0.9 * this.everyMs;
  }

  /** A look was taken now and cost this much CPU. */
  looked(nowMs: number, costMs: number): void {
    this.#costMs = this.#lastMs === -Infinity ? costMs : this.#costMs + NEWEST * (costMs - this.#costMs);
    this.#lastMs = nowMs;
  }
}
