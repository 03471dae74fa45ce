// Waits for results: one subscribing connection for all that are awaited. A result is announced once, so after
// a broken connection every awaited one is looked up again.

import { HeadcountError } from '../../errors/index.ts';
import { deferred, type Deferred } from '../../lifecycle/index.ts';
import { formatDuration, type Milliseconds } from '../../units/index.ts';
import type { PendingResult, StoredResult } from '../contract.ts';
import type { Connection } from './connection.ts';
import { resultKey } from './keys.ts';
import { readFinalResult } from './result-document.ts';

export class ResultWatch {
  readonly #subscriber: () => Connection;
  readonly #reader: () => Connection;
  readonly #awaited = new Map<string, Set<Deferred<StoredResult>>>();
  #listening: Connection | undefined;

  /** `subscriber` is used for nothing else; `reader` is durable. Both are asked for when first needed. */
  constructor(subscriber: () => Connection, reader: () => Connection) {
    this.#subscriber = subscriber;
    this.#reader = reader;
  }

  async expect(taskId: string): Promise<PendingResult> {
    const key = resultKey(taskId);
    const found = deferred<StoredResult>();
    // Nobody may be waiting when the broker is closed.
    found.promise.catch(() => undefined);
    const waiting = this.#awaited.get(key) ?? new Set();
    this.#awaited.set(key, waiting.add(found));
    const pending: PendingResult = {
      wait: (timeoutMs) => this.#wait(taskId, found, timeoutMs),
      cancel: () => this.#cancel(key, found),
    };
    try {
      const subscriber = this.#listen();
      await subscriber.run(subscriber.redis.subscribe(key));
      return pending;
    } catch (error) {
      await pending.cancel();
      throw error;
    }
  }

  /** Lets everyone who waits know that there is nothing to wait for. */
  close(): void {
    const error = new HeadcountError(
      'BROKER_UNREACHABLE',
      'the broker was closed while a result was awaited',
    );
    for (const waiting of this.#awaited.values()) for (const found of waiting) found.reject(error);
    this.#awaited.clear();
  }

  #listen(): Connection {
    if (this.#listening !== undefined) return this.#listening;
    const subscriber = this.#subscriber();
    subscriber.redis.on('message', (key, document) => this.#announce(key, document));
    subscriber.redis.on('ready', () => void this.#catchUp(subscriber));
    this.#listening = subscriber;
    return subscriber;
  }

  async #wait(taskId: string, found: Deferred<StoredResult>, timeoutMs: Milliseconds): Promise<StoredResult> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new HeadcountError(
        'RESULT_TIMEOUT',
        `task ${taskId} had no result after ${formatDuration(timeoutMs)}`,
        {
          hint: 'see that a worker serves its queue, that the task is not set to ignore its result, or wait longer',
        },
      );
      timer = setTimeout(() => reject(error), Math.min(timeoutMs, 2 ** 31 - 1));
    });
    try {
      void this.#lookUp(resultKey(taskId));
      return await Promise.race([found.promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #cancel(key: string, found: Deferred<StoredResult>): Promise<void> {
    const waiting = this.#awaited.get(key);
    if (waiting === undefined || !waiting.delete(found) || waiting.size > 0) return;
    this.#awaited.delete(key);
    const subscriber = this.#listening;
    if (subscriber === undefined || subscriber.closed) return;
    await subscriber.run(subscriber.redis.unsubscribe(key)).catch(() => undefined);
  }

  // Looked up only when it is certain that the next announcement is heard.
  async #catchUp(subscriber: Connection): Promise<void> {
    const keys = [...this.#awaited.keys()];
    if (keys.length === 0) return;
    try {
      await subscriber.run(subscriber.redis.subscribe(...keys));
    } catch {
      // Gone again, or closed.
      return;
    }
    await Promise.all(keys.map((key) => this.#lookUp(key)));
  }

  async #lookUp(key: string): Promise<void> {
    try {
      const reader = this.#reader();
      const document = await reader.run(reader.redis.get(key));
      if (document !== null) this.#announce(key, document);
    } catch {
      // Closed meanwhile: close() has told those who wait.
    }
  }

  #announce(key: string, document: string): void {
    const result = readFinalResult(document);
    if (result === undefined) return;
    for (const found of this.#awaited.get(key) ?? []) found.resolve(result);
  }
}
