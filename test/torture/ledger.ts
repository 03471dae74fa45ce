// What became of every task, counted apart from the broker: the tasks themselves write it.

import { Redis } from 'ioredis';

export type Kind = 'late' | 'early';

export interface Count {
  readonly sent: number;
  /** Tasks that were done exactly once. */
  readonly once: number;
  /** Tasks that were done more than once. */
  readonly again: number;
  /** Tasks that were never done. */
  readonly lost: number;
  /** Runs that began and did not get to their end. */
  readonly cutShort: number;
}

export class Ledger implements AsyncDisposable {
  readonly #redis: Redis;

  constructor(url: string) {
    this.#redis = new Redis(url);
  }

  /** Tasks done at least once. */
  async done(kind: Kind): Promise<number> {
    return await this.#redis.hlen(`${kind}:done`);
  }

  async count(kind: Kind, sent: readonly number[]): Promise<Count> {
    const done = await this.#redis.hgetall(`${kind}:done`);
    const begun = await this.#redis.hgetall(`${kind}:begun`);
    const times = sent.map((index) => Number(done[index] ?? 0));
    const began = sent.reduce((sum, index) => sum + Number(begun[index] ?? 0), 0);
    return {
      sent: sent.length,
      once: times.filter((count) => count === 1).length,
      again: times.filter((count) => count > 1).length,
      lost: times.filter((count) => count === 0).length,
      cutShort: began - times.reduce((sum, count) => sum + count, 0),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#redis.disconnect();
  }
}
