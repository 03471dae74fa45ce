// Offers messages: one LPUSH for each list, all in one flush.

import { ms, type Milliseconds } from '../../units/index.ts';
import type { OutgoingMessage, Sender } from '../contract.ts';
import type { Connection } from './connection.ts';
import { insist } from './insist.ts';
import { listKey, priorityStep } from './keys.ts';

/** How long a send waits for a broken connection to come back before it gives up. */
const RECONNECT_WITHIN_MS = 5000;
/** Longer argument lists gain nothing and make the client's buffers big. */
const MESSAGES_A_COMMAND = 1000;

export class RedisSender implements Sender {
  readonly #connection: Connection;
  #reconnecting: Promise<void> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Rejects with BROKER_UNREACHABLE when the connection is lost on the way, and with BROKER_REFUSED; the messages may then
   * have arrived or not, and only the caller can know whether sending twice is harmless. To whom it is, can insist.
   */
  async send(messages: readonly OutgoingMessage[], insistForMs: Milliseconds = ms(0)): Promise<void> {
    const pushes: Promise<unknown>[] = [];
    for (const [key, envelopes] of byList(messages)) {
      for (let from = 0; from < envelopes.length; from += MESSAGES_A_COMMAND) {
        const some = envelopes.slice(from, from + MESSAGES_A_COMMAND);
        pushes.push(insist(this.#connection, insistForMs, () => this.#push(key, some)));
      }
    }
    await Promise.all(pushes);
  }

  async #push(key: string, envelopes: readonly string[]): Promise<void> {
    const { redis, ready } = this.#connection;
    if (!ready) await this.#reconnected();
    await this.#connection.run(redis.lpush(key, ...envelopes));
  }

  // One wait for all that are sent meanwhile.
  #reconnected(): Promise<void> {
    this.#reconnecting ??= this.#connection
      .whenReady(RECONNECT_WITHIN_MS)
      .finally(() => (this.#reconnecting = undefined));
    return this.#reconnecting;
  }
}

function byList(messages: readonly OutgoingMessage[]): ReadonlyMap<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const { queue, priority = 0, envelope } of messages) {
    const key = listKey(queue, priorityStep(priority));
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [envelope]);
    else list.push(envelope);
  }
  return lists;
}
