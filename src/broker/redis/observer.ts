// Looks at queues and empties them.

import type { Observer, QueueDepth, ServerFigures } from '../contract.ts';
import type { Connection } from './connection.ts';
import { bindingKey, listKey, listsOf, PRIORITY_STEPS, UNACKED, UNACKED_INDEX } from './keys.ts';
import { readCounts, readTexts } from './replies.ts';
import { CLAIMS_WITH_ID, DEPTH, PURGE, WAITING_WITH_ID } from './scripts/index.ts';
import { readServerFigures } from './server-info.ts';

/** Messages read at once. */
const PAGE = 200;

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

  async server(): Promise<ServerFigures> {
    return readServerFigures(await this.#connection.run(this.#connection.redis.info()));
  }

  async purge(queues: readonly string[]): Promise<number> {
    if (queues.length === 0) return 0;
    const keys = listsOf([...new Set(queues)]).map(({ key }) => key);
    return readCounts([await this.#connection.script(PURGE, keys, [])])[0] ?? 0;
  }

  async withdraw(queues: readonly string[], isMine: (envelope: string) => boolean): Promise<number> {
    let withdrawn = 0;
    for (const { key } of listsOf([...new Set(queues)])) withdrawn += await this.#withdrawFrom(key, isMine);
    return withdrawn;
  }

  async waitingWith(queues: readonly string[], idShape: string): Promise<number> {
    const counts = listsOf([...new Set(queues)]).map(({ key }) => this.#waitingIn(key, idShape));
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  async claimedWith(idShape: string): Promise<number> {
    // A claim may be seen twice while the table grows.
    const tags = new Set<string>();
    let cursor = '0';
    do {
      const reply = await this.#connection.script(CLAIMS_WITH_ID, [UNACKED], [cursor, PAGE, idShape]);
      const [next, ...found] = readTexts(reply);
      for (const tag of found) if (tag !== null) tags.add(tag);
      cursor = next ?? '0';
    } while (cursor !== '0');
    return tags.size;
  }

  async claimed<T>(read: (envelope: string) => T | undefined): Promise<readonly T[]> {
    const { redis } = this.#connection;
    const byTag = new Map<string, T>();
    let cursor = '0';
    do {
      const [next, pairs] = await this.#connection.run(redis.hscan(UNACKED, cursor, 'COUNT', PAGE));
      for (let at = 0; at + 1 < pairs.length; at += 2) {
        const found = read(envelopeOfClaim(pairs[at + 1] ?? ''));
        if (found !== undefined) byTag.set(pairs[at] ?? '', found);
      }
      cursor = next;
    } while (cursor !== '0');
    return [...byTag.values()];
  }

  // From the newest on, where others add: what is added meanwhile makes us count some twice, and miss none.
  async #waitingIn(key: string, idShape: string): Promise<number> {
    let found = 0;
    for (let from = 0; ; from += PAGE) {
      const reply = await this.#connection.script(WAITING_WITH_ID, [key], [from, from + PAGE - 1, idShape]);
      const [length = 0, own = 0] = readCounts(reply);
      found += own;
      if (length < PAGE) return found;
    }
  }

  // From the newest on: workers take from the other end, and what is added meanwhile only makes us read some twice.
  async #withdrawFrom(key: string, isMine: (envelope: string) => boolean): Promise<number> {
    const { redis } = this.#connection;
    let withdrawn = 0;
    let kept = 0;
    for (;;) {
      const page = await this.#connection.run(redis.lrange(key, kept, kept + PAGE - 1));
      if (page.length === 0) return withdrawn;
      const mine = page.filter(isMine);
      const gone = mine.map((envelope) => this.#connection.run(redis.lrem(key, 1, envelope)));
      for (const count of await Promise.all(gone)) withdrawn += count;
      kept += page.length - mine.length;
    }
  }

  async forgetExchanges(exchanges: readonly string[]): Promise<void> {
    if (exchanges.length === 0) return;
    const { redis } = this.#connection;
    await this.#connection.run(redis.del(...exchanges.map(bindingKey)));
  }
}

/** The envelope of anybody's claim, which is kept as `[envelope, exchange, routing key]`. */
function envelopeOfClaim(claim: string): string {
  try {
    const parsed: unknown = JSON.parse(claim);
    const [envelope] = Array.isArray(parsed) ? (parsed as readonly unknown[]) : [];
    return typeof envelope === 'string' ? envelope : (JSON.stringify(envelope) ?? '');
  } catch {
    return '';
  }
}
