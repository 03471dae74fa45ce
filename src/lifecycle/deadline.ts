// One absolute point on the monotonic clock, computed once at the top and handed down,
// so that nested stops share one budget instead of adding theirs.

import { ms, type Milliseconds } from '../units/index.ts';

export class Deadline {
  readonly #atMs: number;

  private constructor(atMs: number) {
    this.#atMs = atMs;
  }

  static in(durationMs: Milliseconds): Deadline {
    return new Deadline(performance.now() + durationMs);
  }

  /** Never passes. */
  static none(): Deadline {
    return new Deadline(Infinity);
  }

  /** What is left, 0 when passed, Infinity for none(). */
  get remainingMs(): Milliseconds {
    return ms(Math.max(0, this.#atMs - performance.now()));
  }

  get passed(): boolean {
    return this.remainingMs === 0;
  }

  /** True when the work ended in time, false at the deadline. Leaves no timer. The work's own error is thrown. */
  async race(work: Promise<unknown>): Promise<boolean> {
    const leftMs = this.remainingMs;
    if (leftMs > 2 ** 31 - 1) {
      await work;
      return true;
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      const expire = (): void => {
        // Timers may fire a little early; a lost race must mean that the deadline has passed.
        if (this.passed) resolve(false);
        else timer = setTimeout(expire, Math.ceil(this.remainingMs));
      };
      timer = setTimeout(expire, leftMs);
    });
    try {
      return await Promise.race([work.then(() => true), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
