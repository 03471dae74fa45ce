// The rate of the busiest minute. Minutes count from the first arrival, so that it does not matter when in a minute of
// the clock a load begins.

const MINUTE_MS = 60_000;

export class BusiestMinute {
  #count = 0;
  #firstMs = 0;
  #lastMs = 0;
  #minute = 0;
  #inMinute = 0;
  #most = 0;

  /** In the order of arrival. */
  add(atMs: number): void {
    if (this.#count++ === 0) this.#firstMs = atMs;
    this.#lastMs = atMs;
    const minute = Math.floor((atMs - this.#firstMs) / MINUTE_MS);
    if (minute !== this.#minute) [this.#minute, this.#inMinute] = [minute, 0];
    this.#most = Math.max(this.#most, ++this.#inMinute);
  }

  /** From the first arrival to the last. */
  get spanMs(): number {
    return this.#lastMs - this.#firstMs;
  }

  /** Null where all came at once, or none did. */
  get meanPerSec(): number | null {
    return this.spanMs > 0 ? (this.#count * 1000) / this.spanMs : null;
  }

  /** Never below the mean, which it is over less than a minute. */
  get perSec(): number | null {
    const mean = this.meanPerSec;
    if (mean === null || this.spanMs < MINUTE_MS) return mean;
    return Math.max(mean, (this.#most * 1000) / MINUTE_MS);
  }
}
