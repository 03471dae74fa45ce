// Load goes on through an outage of the broker that is planned: what did not get through is tried again when the broker
// is back, by one probe for all. What had arrived without our knowing is then sent twice; the ledger counts that.

import { setTimeout as sleep } from 'node:timers/promises';
import { HeadcountError } from '../errors/index.ts';
import { Deadline } from '../lifecycle/index.ts';
import { ms } from '../units/index.ts';

/** An outage longer than this is no longer the planned one. */
const GIVE_UP_AFTER_MS = ms(60_000);
const PROBE_EVERY_MS = 20;

export class OutagePatience {
  readonly #probe: () => Promise<unknown>;
  #outage: Promise<void> | undefined;
  #closed = false;

  /** `probe` resolves when the broker is there. */
  constructor(probe: () => Promise<unknown>) {
    this.#probe = probe;
  }

  /** Does the work, again and again while the broker cannot be reached. Throws what it throws otherwise. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.#outage;
      try {
        return await work();
      } catch (error) {
        if (this.#closed || !isOutage(error)) throw error;
        this.#outage ??= this.#sitOut(error).finally(() => (this.#outage = undefined));
      }
    }
  }

  /** Nothing is tried again after this. */
  close(): void {
    this.#closed = true;
  }

  async #sitOut(cause: unknown): Promise<void> {
    const deadline = Deadline.in(GIVE_UP_AFTER_MS);
    while (!deadline.passed && !this.#closed) {
      try {
        await this.#probe();
        return;
      } catch {
        await sleep(PROBE_EVERY_MS);
      }
    }
    throw cause;
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof HeadcountError && error.code === 'BROKER_UNREACHABLE';
}
