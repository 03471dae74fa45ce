// Collects acks and sends them in batches. A batch waits only for the end of the current turn of the event
// loop; while several are on their way, further acks gather into bigger ones.

import type { Connection } from './connection.ts';
import { insist } from './insist.ts';
import { UNACKED, UNACKED_INDEX } from './keys.ts';
import { ACK } from './scripts/index.ts';

const BATCH = 500;
const MOST_UNDER_WAY = 4;

type Watcher = () => void;

export class Acks {
  readonly #connection: Connection;
  #buffered: string[] = [];
  /** Whom to tell, in the order of the tags. */
  #watchers: (Watcher | undefined)[] = [];
  #scheduled = false;
  readonly #underWay = new Set<Promise<void>>();

  /** The connection is durable: a batch lost with it is sent again. */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  add(tag: string, settled: Watcher | undefined): void {
    this.#buffered.push(tag);
    this.#watchers.push(settled);
    if (this.#buffered.length >= BATCH) this.#send();
    else if (!this.#scheduled) this.#schedule();
  }

  /** Resolves when every ack added so far has reached the server. */
  async flush(): Promise<void> {
    while (this.#buffered.length > 0 || this.#underWay.size > 0) {
      this.#send();
      await Promise.race(this.#underWay);
    }
  }

  #schedule(): void {
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#send();
    });
  }

  #send(): void {
    while (this.#buffered.length > 0 && this.#underWay.size < MOST_UNDER_WAY) {
      const sent = this.#deliver(
        this.#buffered.splice(0, 2 * BATCH),
        this.#watchers.splice(0, 2 * BATCH),
      ).finally(() => {
        this.#underWay.delete(sent);
        this.#send();
      });
      this.#underWay.add(sent);
    }
  }

  // A server that refuses to write would otherwise keep the claims of what is done, and others would do it again. When we
  // are closed before it gives in, they do.
  async #deliver(tags: readonly string[], watchers: readonly (Watcher | undefined)[]): Promise<void> {
    try {
      await insist(this.#connection, Infinity, () =>
        this.#connection.script(ACK, [UNACKED, UNACKED_INDEX], tags),
      );
    } catch {
      // Closed.
      return;
    }
    for (const settled of watchers) settled?.();
  }
}
