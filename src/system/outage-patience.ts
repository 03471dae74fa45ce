// Load goes on through an outage of the broker that is planned: what did not get through is tried again when the broker
// is back, by one probe for all. What had arrived without our knowing is then sent twice; the ledger counts that.

import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../errors/index.ts';

/** An outage longer than this is no longer the planned one. */
const GIVE_UP_AFTER_MS = 60_000;
const TRY_EVERY_MS = 20;

export interface PatienceClock {
  nowMs(): number;
  pause(forMs: number): Promise<unknown>;
}

const CLOCK: PatienceClock = { nowMs: () => performance.now(), pause: (forMs) => sleep(forMs) };

export class OutagePatience {
  readonly #probe: () => Promise<unknown>;
  readonly #clock: PatienceClock;
  #probing: Promise<void> | undefined;
  #closed = false;

  /** `probe` resolves when the broker is there. */
  constructor(probe: () => Promise<unknown>, clock: PatienceClock = CLOCK) {
    this.#probe = probe;
    this.#clock = clock;
  }

  /**
   * Does the work, again and again while the broker cannot be reached, for a minute in all. Throws what it throws
   * otherwise.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const untilMs = this.#clock.nowMs() + GIVE_UP_AFTER_MS;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        do {
          if (this.#closed || !hasCode(error, 'BROKER_UNREACHABLE') || this.#clock.nowMs() >= untilMs)
            throw error;
        } while (!(await this.#isBack()));
      }
    }
  }

  /** Nothing is tried again after this. */
  close(): void {
    this.#closed = true;
  }

  async #isBack(): Promise<boolean> {
    // A broker that answers the probe and not the work must not be asked without a pause.
    this.#probing ??= this.#pauseAndProbe().finally(() => (this.#probing = undefined));
    return await this.#probing.then(
      () => true,
      () => false,
    );
  }

  async #pauseAndProbe(): Promise<void> {
    await this.#clock.pause(TRY_EVERY_MS);
    await this.#probe();
  }
}
