// One attempt to take messages, on the reserving connection, and the ways to end it early: unblocking the connection
// on the server, and, when the server does not answer at all, breaking it.

import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import type { Waker } from './waker.ts';

/** How much longer than asked an attempt may take before the connection counts as broken. */
const GRACE_MS = 2000;
const EAGER_TRIES = 3;
const RETRY_MS = 2;

export class WaitingRound {
  readonly #reserving: Connection;
  readonly #waker: Waker;
  #clientId: number | undefined;
  #watchdog: NodeJS.Timeout;
  #over = false;
  #unblocking = false;

  /** `waker` tells the server to unblock `reserving`. */
  constructor(reserving: Connection, waker: Waker) {
    this.#reserving = reserving;
    this.#waker = waker;
    this.#watchdog = this.#breakIn(GRACE_MS);
  }

  /** From now on the connection, which the server knows by `clientId`, may be blocked for `waitMs`. */
  waits(clientId: number, waitMs: number): void {
    this.#clientId = clientId;
    if (waitMs > 0 && !this.#unblocking) this.#allow(waitMs + GRACE_MS);
  }

  /** Lets the claiming script run now. Claims nothing more than the round asked for. */
  unblock(): void {
    if (this.#unblocking || this.#over) return;
    this.#unblocking = true;
    this.#allow(GRACE_MS);
    void this.#unblockUntilOver();
  }

  /** It has been answered, or has failed. */
  end(): void {
    this.#over = true;
    clearTimeout(this.#watchdog);
  }

  // Told before the client blocks, the server has nothing to unblock: so it is told until it had.
  async #unblockUntilOver(): Promise<void> {
    for (let tries = 1; !this.#over; tries++) {
      if (this.#clientId !== undefined && (await this.#waker.wake(this.#clientId))) return;
      await (tries < EAGER_TRIES ? setImmediate() : sleep(RETRY_MS));
    }
  }

  #allow(ms: number): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = this.#breakIn(ms);
  }

  // Twice, because of an event loop that was busy all the time: it reads what has arrived in between.
  #breakIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#watchdog = setTimeout(() => this.#reserving.breakOff(), GRACE_MS);
    }, ms);
  }
}
