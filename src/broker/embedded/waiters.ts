// Clients blocked on lists, in the order they came.

import type { Database } from './store/database.ts';

/** A client blocked on one or more lists. */
export interface Waiter {
  readonly database: Database;
  readonly keys: readonly string[];
  /** Called when the list has something: takes it and answers the client. */
  serve(key: string): void;
}

export class Waiters {
  readonly #byKey = new Map<string, Set<Waiter>>();
  readonly #ready = new Set<string>();

  get size(): number {
    return this.#byKey.size;
  }

  add(waiter: Waiter): void {
    for (const key of waiter.keys) {
      const name = nameOf(waiter.database, key);
      const waiting = this.#byKey.get(name) ?? new Set();
      this.#byKey.set(name, waiting.add(waiter));
    }
  }

  remove(waiter: Waiter): void {
    for (const key of waiter.keys) {
      const name = nameOf(waiter.database, key);
      const waiting = this.#byKey.get(name);
      waiting?.delete(waiter);
      if (waiting?.size === 0) this.#byKey.delete(name);
    }
  }

  /** A list has got items; whoever waits for it is served by the next `serve`. */
  pushed(database: Database, key: string): void {
    const name = nameOf(database, key);
    if (this.#byKey.has(name)) this.#ready.add(name);
  }

  /** Serves the waiters of lists that have got items. Serving may fill other lists: it goes on until none is left. */
  serve(): void {
    for (const name of this.#ready) {
      this.#ready.delete(name);
      for (const waiter of this.#byKey.get(name) ?? []) {
        const key = name.slice(name.indexOf(':') + 1);
        if (waiter.database.get(key)?.kind !== 'list') break;
        this.remove(waiter);
        waiter.serve(key);
      }
    }
  }
}

const nameOf = (database: Database, key: string): string => `${database.index}:${key}`;
