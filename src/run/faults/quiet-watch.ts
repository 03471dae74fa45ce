// When is a trial over that has lost tasks? What is lost never finishes, so waiting for it would always take the whole
// limit. Nothing more comes when the broker holds nothing, reserved or waiting, and nothing has finished for longer than
// any task took so far.

import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadPort } from '../../system/index.ts';

const LOOK_EVERY_MS = 100;
const LEAST_QUIET_MS = 2000;
/** The next task may take longer than the longest so far. */
const LONGEST_TIMES = 3;

export interface QuietParts {
  readonly port: LoadPort;
  /** Tasks that have finished so far. */
  readonly finished: () => number;
  readonly longestServiceMs: () => number;
}

export class QuietWatch implements Disposable {
  readonly #parts: QuietParts;
  #watches = 0;

  constructor(parts: QuietParts) {
    this.#parts = parts;
  }

  /** Resolves when nothing more comes. A later call takes the place of an earlier one, which then never resolves. */
  async whenQuiet(): Promise<void> {
    const watch = ++this.#watches;
    const { finished, longestServiceMs } = this.#parts;
    let seen = finished();
    let sinceMs = performance.now();
    while (watch === this.#watches) {
      const idle = finished() === seen && (await this.#isEmpty());
      if (!idle) {
        seen = finished();
        sinceMs = performance.now();
      }
      const enoughMs = Math.max(LEAST_QUIET_MS, LONGEST_TIMES * longestServiceMs());
      if (performance.now() - sinceMs >= enoughMs && watch === this.#watches) return;
      await sleep(LOOK_EVERY_MS);
    }
    await new Promise(() => undefined);
  }

  [Symbol.dispose](): void {
    this.#watches++;
  }

  async #isEmpty(): Promise<boolean> {
    const { port } = this.#parts;
    try {
      return (await port.waiting()) === 0 && (await port.reserved()) === 0;
    } catch {
      // A broker that does not answer may hold anything.
      return false;
    }
  }
}
