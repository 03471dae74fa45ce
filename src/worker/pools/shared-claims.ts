// Claims between threads: two numbers in shared memory. `next` is the first job that nobody has claimed.

import type { Claimant, Offers } from './claims.ts';

const NEXT = 0;
const OFFERED = 1;

export class SharedOffers implements Offers {
  /** To be handed to the thread. */
  readonly memory = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  readonly #numbers = new Int32Array(this.memory);

  get open(): boolean {
    return true;
  }

  offer(count: number): number {
    Atomics.add(this.#numbers, OFFERED, count);
    return count;
  }

  withdraw(): number {
    const offered = Atomics.load(this.#numbers, OFFERED);
    // Numbers wrap around after 2^32 jobs, and so does the difference.
    return (offered - Atomics.exchange(this.#numbers, NEXT, offered)) | 0;
  }

  allClaimed(): void {}

  close(): void {}
}

export class SharedClaimant implements Claimant {
  readonly #numbers: Int32Array;
  #next = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#numbers = new Int32Array(memory);
  }

  claim(): boolean {
    const number = this.#next;
    this.#next = (number + 1) | 0;
    return Atomics.compareExchange(this.#numbers, NEXT, number, this.#next) === number;
  }
}
