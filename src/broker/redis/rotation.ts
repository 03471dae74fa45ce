// The lists of a consumer's queues in serving order: step by step, and inside a step starting with another
// queue each time, so that none starves.

import { listsOf, type QueueList } from './keys.ts';

export class Rotation {
  readonly #orders: readonly (readonly QueueList[])[];
  #turn = 0;

  constructor(queues: readonly string[]) {
    const distinct = [...new Set(queues)];
    this.#orders = distinct.map((_, start) =>
      listsOf([...distinct.slice(start), ...distinct.slice(0, start)]),
    );
  }

  /** Serving order of this turn; empty when there is no queue. */
  get lists(): readonly QueueList[] {
    return this.#orders[this.#turn] ?? [];
  }

  /** The list to block on, the same in every turn; undefined when there is no queue. */
  get first(): string | undefined {
    return this.#orders[0]?.[0]?.key;
  }

  /** All other lists. */
  get others(): readonly string[] {
    return (this.#orders[0] ?? []).slice(1).map(({ key }) => key);
  }

  next(): void {
    this.#turn = this.#orders.length === 0 ? 0 : (this.#turn + 1) % this.#orders.length;
  }
}
