// When is a trial over that has lost tasks? What is lost never finishes, so waiting for it would always take the whole
// limit. Nothing more comes when nothing waits, no claim comes or goes, and nothing has finished for longer than any task
// took so far. Claims that are there then belong to workers that died, on a system that gives them back too late for us.

import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadPort } from '../../system/index.ts';
import { ms, type Milliseconds } from '../../units/index.ts';

const LOOK_EVERY_MS = 100;
const LEAST_QUIET_MS = 2000;
/** Live workers settle within two seconds what they have done. */
const LEAST_CLAIM_MS = ms(4000);
/** The next task may take longer than the longest so far. */
const LONGEST_TIMES = 3;

export interface QuietParts {
  readonly port: Pick<LoadPort, 'waiting' | 'reserved' | 'claims'>;
  /** Tasks that have finished so far. */
  readonly finished: () => number;
  readonly longestServiceMs: () => number;
  /** When a dead worker's claims have come back; null where that is not waited for. */
  readonly claimsBackWithinMs: Milliseconds | null;
}

interface Seen {
  readonly finished: number;
  readonly reserved: number;
  readonly sinceMs: number;
}

export class QuietWatch implements Disposable {
  readonly #parts: QuietParts;
  readonly #claimMs: number;
  #watches = 0;

  constructor(parts: QuietParts) {
    this.#parts = parts;
    this.#claimMs = Math.max(LEAST_CLAIM_MS, parts.claimsBackWithinMs ?? 0);
  }

  /**
   * Resolves when nothing more comes, with the tasks that are still claimed. A later call takes the place of an earlier
   * one, which then never resolves.
   */
  async whenQuiet(): Promise<readonly number[]> {
    const watch = ++this.#watches;
    let seen: Seen | undefined;
    while (watch === this.#watches) {
      seen = await this.#look(seen);
      const claims = this.#isQuiet(seen) ? await this.#claims() : undefined;
      if (claims !== undefined && watch === this.#watches) return claims;
      await sleep(LOOK_EVERY_MS);
    }
    return new Promise(() => undefined);
  }

  [Symbol.dispose](): void {
    this.#watches++;
  }

  /** Since when it has been like this; undefined while more is to come, or may be. */
  async #look(before: Seen | undefined): Promise<Seen | undefined> {
    const { port, finished } = this.#parts;
    try {
      const [waiting, reserved] = await Promise.all([port.waiting(), port.reserved()]);
      if (waiting > 0) return undefined;
      const now = { finished: finished(), reserved, sinceMs: performance.now() };
      return before?.finished === now.finished && before.reserved === reserved ? before : now;
    } catch {
      // A broker that does not answer may hold anything.
      return undefined;
    }
  }

  #isQuiet(seen: Seen | undefined): boolean {
    if (seen === undefined) return false;
    const longestMs = LONGEST_TIMES * this.#parts.longestServiceMs();
    const enoughMs = Math.max(LEAST_QUIET_MS, longestMs, seen.reserved > 0 ? this.#claimMs : 0);
    return performance.now() - seen.sinceMs >= enoughMs;
  }

  async #claims(): Promise<readonly number[] | undefined> {
    try {
      return await this.#parts.port.claims();
    } catch {
      return undefined;
    }
  }
}
