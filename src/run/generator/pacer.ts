// Sleeps until a task is due, to a fraction of a millisecond: long waits by a timer, the last stretch by a wait of the
// thread itself, which the kernel ends to within tens of microseconds. After each sleep the event loop has a turn, so
// that the sockets are served.

import { monotonicNs } from '../../measure/index.ts';

/** Wake-ups come no closer than this: what falls due in between is sent together. */
const GRAIN_NS = 200_000;
/** A timer fires up to this much late. */
const TIMER_ERROR_NS = 2_000_000;
/** The thread stands still no longer than this at a time. */
const LONGEST_STAND_NS = 500_000;
/** A timer no longer than this: a phase that is cut must end soon. */
const LONGEST_TIMER_MS = 50;

export class Pacer {
  readonly #never: Int32Array = new Int32Array(new SharedArrayBuffer(4));
  #wokeNs = 0;

  /** Resolves at the time, a little later, or after at most 50 ms. The event loop always gets a turn. */
  async sleep(untilNs: number): Promise<void> {
    const wakeNs = Math.max(untilNs, this.#wokeNs + GRAIN_NS);
    let leftNs = wakeNs - monotonicNs();
    if (leftNs > TIMER_ERROR_NS) await this.#timer(leftNs - TIMER_ERROR_NS / 2);
    else {
      while (leftNs > 0) {
        Atomics.wait(this.#never, 0, 0, Math.min(leftNs, LONGEST_STAND_NS) / 1e6);
        await turn();
        leftNs = wakeNs - monotonicNs();
      }
      await turn();
    }
    this.#wokeNs = monotonicNs();
  }

  async #timer(leftNs: number): Promise<void> {
    const timerMs = Math.max(1, Math.min(LONGEST_TIMER_MS, Math.floor(leftNs / 1e6)));
    await new Promise((resolve) => setTimeout(resolve, timerMs));
  }
}

/** Lets the event loop serve its sockets once. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
