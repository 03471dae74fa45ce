// Looks at queues and empties them.

import type { Observer, QueueDepth } from '../contract.ts';
import type { Connection } from './connection.ts';
import { listKey, listsOf, PRIORITY_STEPS, UNACKED, UNACKED_INDEX } from './keys.ts';
import { readCounts } from './replies.ts';
import { DEPTH, PURGE } from './scripts/index.ts';

export class RedisObserver implements Observer {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** All queues at one instant. Linear in the claims of the database: about a millisecond per 5,000. */
  async depth(queues: readonly string[]): Promise<readonly QueueDepth[]> {
    if (queues.length === 0) return [];
    const distinct = [...new Set(queues)];
    const keys = distinct.flatMap((queue) => PRIORITY_STEPS.map((step) => listKey(queue, step)));
    const args = distinct.flatMap((queue) => [queue, `${JSON.stringify(queue)}]`]);
    const reply = await this.#connection.script(DEPTH, [UNACKED, UNACKED_INDEX, ...keys], args);
    const counts = readCounts(reply);
    return queues.map((queue) => {
      const at = 2 * distinct.indexOf(queue);
      return { queue, waiting: counts[at] ?? 0, reserved: counts[at + 1] ?? 0 };
    });
  }

  async waiting(queues: readonly string[]): Promise<number> {
    const { redis } = this.#connection;
    const lengths = listsOf([...new Set(queues)]).map(({ key }) => this.#connection.run(redis.llen(key)));
    return (await Promise.all(lengths)).reduce((sum, length) => sum + length, 0);
  }

  async purge(queues: readonly string[]): Promise<number> {
    if (queues.length === 0) return 0;
    const keys = listsOf([...new Set(queues)]).map(({ key }) => key);
    return readCounts([await this.#connection.script(PURGE, keys, [])])[0] ?? 0;
  }
}
