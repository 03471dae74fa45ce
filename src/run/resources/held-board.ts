// How many messages the workers of the fleet hold until they are due: the newest count of each worker process.

import type { HeldSample } from '../../measure/index.ts';

export interface HeldMessages {
  readonly scheduled: number;
  readonly retry: number;
}

export class HeldBoard {
  // By the worker's index: a worker that replaced another replaces its count.
  readonly #newest = new Map<number, HeldSample>();

  tell(sample: HeldSample, worker: number): void {
    this.#newest.set(worker, sample);
  }

  /** What a worker that is gone held goes back to the queue. */
  keepOnly(alive: ReadonlySet<number>): void {
    for (const [worker, { pid }] of this.#newest) if (!alive.has(pid)) this.#newest.delete(worker);
  }

  now(): HeldMessages {
    let scheduled = 0;
    let retry = 0;
    for (const sample of this.#newest.values()) {
      scheduled += sample.scheduled;
      retry += sample.retry;
    }
    return { scheduled, retry };
  }
}
