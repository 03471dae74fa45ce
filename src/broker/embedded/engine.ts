// What all clients share: databases, channels, waiting clients, watched keys; and the turn: whatever happens
// (bytes, a timer, a client that goes) happens inside one, at whose end everybody gets their replies.

import { randomBytes } from 'node:crypto';
import { RELEASE_LOCK } from '../redis/scripts/index.ts';
import { PubSub } from './pubsub.ts';
import type { Session } from './session.ts';
import { Database, type DatabaseListener } from './store/database.ts';
import { Waiters } from './waiters.ts';

/** Databases 0 to 15, as a Redis without configuration. */
const DATABASES = 16;

export class Engine implements DatabaseListener {
  readonly startedAtMs = Date.now();
  /** Tells this engine from one started later at the same place. */
  readonly runId: string = randomBytes(20).toString('hex');
  /** Of clients that are gone. */
  readonly endedTraffic = { inBytes: 0, outBytes: 0 };
  commands = 0;
  readonly databases: readonly Database[];
  readonly pubsub = new PubSub();
  readonly waiters = new Waiters();
  /** SHA1s of the scripts that were loaded; one is known from the start. */
  readonly loadedScripts = new Set([RELEASE_LOCK.sha]);
  readonly sessions = new Map<number, Session>();
  readonly #watchers = new Map<string, Set<Session>>();
  /** Clients that are no longer blocked and may have sent more meanwhile. */
  readonly #resumed: Session[] = [];
  readonly #toFlush = new Set<Session>();
  #sessionCounter = 0;
  #turning = false;

  constructor() {
    this.databases = Array.from({ length: DATABASES }, (_, index) => new Database(index, this));
  }

  nextSessionId(): number {
    return ++this.#sessionCounter;
  }

  /** Runs it, then lets the clients it unblocked go on, then sends all replies. */
  turn(work: () => void): void {
    if (this.#turning) {
      work();
      return;
    }
    this.#turning = true;
    try {
      work();
      for (let session = this.#resumed.shift(); session !== undefined; session = this.#resumed.shift()) {
        session.process();
      }
    } finally {
      this.#turning = false;
      for (const session of this.#toFlush) session.flush();
      this.#toFlush.clear();
    }
  }

  /** The session has replies to be sent at the end of the turn. */
  flushLater(session: Session): void {
    this.#toFlush.add(session);
  }

  /** The session is no longer blocked. */
  resumeLater(session: Session): void {
    this.#resumed.push(session);
  }

  watch(session: Session, database: Database, key: string): void {
    const name = watchName(database, key);
    const watchers = this.#watchers.get(name) ?? new Set();
    this.#watchers.set(name, watchers.add(session));
  }

  unwatch(session: Session): void {
    for (const [name, watchers] of this.#watchers) {
      watchers.delete(session);
      if (watchers.size === 0) this.#watchers.delete(name);
    }
  }

  changed(database: Database, key: string): void {
    if (this.#watchers.size === 0) return;
    for (const session of this.#watchers.get(watchName(database, key)) ?? []) session.watchedChanged = true;
  }

  pushed(database: Database, key: string): void {
    if (this.waiters.size > 0) this.waiters.pushed(database, key);
  }

  sweepExpired(): void {
    for (const database of this.databases) database.sweep();
  }
}

const watchName = (database: Database, key: string): string => `${database.index}:${key}`;
