// Ends the wait of a connection that is blocked on the server, over a connection of its own, which is made when first
// needed. It is fail-fast: sent again after a reconnect, the command would reach a server that may have been started
// anew, and on which the number is somebody else's.

import type { Connection } from './connection.ts';

export class Waker {
  readonly #open: () => Connection;
  #connection: Connection | undefined;
  #closed = false;

  constructor(open: () => Connection) {
    this.#open = open;
  }

  /** True when the server has ended the wait, or when nobody can ask for it any more. */
  async wake(clientId: number): Promise<boolean> {
    if (this.#closed) return true;
    this.#connection ??= this.#open();
    const { ready, redis } = this.#connection;
    if (!ready) return false;
    try {
      return (await this.#connection.run(redis.call('CLIENT', 'UNBLOCK', clientId))) === 1;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#connection?.close();
  }
}
