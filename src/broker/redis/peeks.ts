// Watches lists that the reserving connection cannot wait for, because it can block on one only. Each list
// has a connection of its own, blocked in `BLMOVE list list RIGHT RIGHT`: it moves the last element onto
// itself, that is, it changes nothing and answers the moment there is one. A peek that has answered
// stays quiet until it is armed again, so a list that nobody empties costs nothing.

import type { Connection } from './connection.ts';

export class Peeks {
  readonly #open: () => Connection;
  readonly #onMessage: () => void;
  readonly #connections = new Map<string, Connection>();
  readonly #armed = new Set<string>();
  /** True when a list has had a message since it was last armed: a look at all lists is due. */
  #seen = false;

  constructor(open: () => Connection, onMessage: () => void) {
    this.#open = open;
    this.#onMessage = onMessage;
  }

  /** The lists to watch from the next `arm` on. */
  async watch(keys: readonly string[]): Promise<void> {
    const wanted = new Set(keys);
    const dropped = [...this.#connections].filter(([key]) => !wanted.has(key));
    for (const [key] of dropped) this.#connections.delete(key);
    for (const key of keys) if (!this.#connections.has(key)) this.#connections.set(key, this.#open());
    await Promise.all(dropped.map(([, connection]) => connection.close()));
  }

  /** Lets every list that is not watched at the moment be watched. */
  arm(): void {
    for (const [key, connection] of this.#connections) {
      if (!this.#armed.has(key)) void this.#peek(key, connection);
    }
  }

  /** Whether a message was seen since the last call. */
  takeSeen(): boolean {
    const seen = this.#seen;
    this.#seen = false;
    return seen;
  }

  async close(): Promise<void> {
    await this.watch([]);
  }

  async #peek(key: string, connection: Connection): Promise<void> {
    this.#armed.add(key);
    try {
      await connection.run(connection.redis.blmove(key, key, 'RIGHT', 'RIGHT', 0));
    } catch {
      // Disconnected, dropped, or the key is no list: the next `arm` tries again, the reserve will complain.
      this.#armed.delete(key);
      return;
    }
    this.#armed.delete(key);
    this.#seen = true;
    this.#onMessage();
  }
}
