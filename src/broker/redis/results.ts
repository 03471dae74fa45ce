// Stores results, all of one turn of the event loop in one script call, and waits for them.

import { deferred, type Deferred } from '../../lifecycle/index.ts';
import type { PendingResult, ResultRecord, ResultStore, StoredResult } from '../contract.ts';
import type { Connection } from './connection.ts';
import { insist, OWED_WITHIN_MS } from './insist.ts';
import { resultKey } from './keys.ts';
import { readResult } from './result-document.ts';
import type { ResultWatch } from './result-watch.ts';
import { STORE_RESULTS } from './scripts/index.ts';

const BATCH = 200;

interface Unsent {
  readonly key: string;
  readonly document: string;
  readonly stored: Deferred<void>;
}

export class RedisResultStore implements ResultStore {
  readonly #connection: () => Connection;
  readonly #watch: ResultWatch;
  readonly #keepSec: number;
  #unsent: Unsent[] = [];

  /** `connection` is durable: storing the same result again is harmless. `keepSec` 0 = for ever. */
  constructor(connection: () => Connection, watch: ResultWatch, keepSec: number) {
    this.#connection = connection;
    this.#watch = watch;
    this.#keepSec = keepSec;
  }

  /** Resolves when it is stored, after an outage if there is one; rejects when the broker is closed or goes on refusing. */
  store(result: StoredResult): Promise<void> {
    const stored = deferred();
    if (this.#unsent.length === 0) setImmediate(() => this.#send());
    this.#unsent.push({ key: resultKey(result.task_id), document: JSON.stringify(result), stored });
    return stored.promise;
  }

  expect(taskId: string): Promise<PendingResult> {
    return this.#watch.expect(taskId);
  }

  async read(taskIds: readonly string[]): Promise<readonly (ResultRecord | undefined)[]> {
    if (taskIds.length === 0) return [];
    const connection = this.#connection();
    const documents = await connection.run(connection.redis.mget(taskIds.map(resultKey)));
    return documents.map(readResult);
  }

  async forget(taskId: string): Promise<void> {
    const connection = this.#connection();
    await connection.run(connection.redis.del(resultKey(taskId)));
  }

  #send(): void {
    const unsent = this.#unsent;
    this.#unsent = [];
    for (let from = 0; from < unsent.length; from += BATCH)
      void this.#store(unsent.slice(from, from + BATCH));
  }

  async #store(batch: readonly Unsent[]): Promise<void> {
    try {
      const documents = batch.map(({ document }) => document);
      const keys = batch.map(({ key }) => key);
      const connection = this.#connection();
      await insist(connection, OWED_WITHIN_MS, () =>
        connection.script(STORE_RESULTS, keys, [this.#keepSec, ...documents]),
      );
      for (const { stored } of batch) stored.resolve();
    } catch (error) {
      for (const { stored } of batch)
        stored.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
