// Celery's account of chords, kept beside the results.

import type { ChordEnd, ChordPart, Chords } from '../contract.ts';
import type { Connection } from './connection.ts';
import { insist, OWED_WITHIN_MS } from './insist.ts';
import { chordKeys, groupKey } from './keys.ts';
import { readTexts } from './replies.ts';
import { parseDocument } from './result-document.ts';
import { CHORD_PART } from './scripts/index.ts';

export class RedisChords implements Chords {
  readonly #connection: () => Connection;
  readonly #keepSec: number;

  /** `connection` is durable: every step may be taken twice. `keepSec` 0 = for ever. */
  constructor(connection: () => Connection, keepSec: number) {
    this.#connection = connection;
    this.#keepSec = keepSec;
  }

  async begin(groupId: string, size: number, structure: unknown): Promise<void> {
    const [, , sizeKey] = chordKeys(groupId);
    if (structure !== null) await this.#set(groupKey(groupId), JSON.stringify({ result: structure }));
    await this.#set(sizeKey, String(size));
  }

  async note(part: ChordPart): Promise<ChordEnd | undefined> {
    const { groupId, index, taskId, status, result } = part;
    const member = JSON.stringify([1, taskId, status, result]);
    const keys = [...chordKeys(groupId), groupKey(groupId)];
    const args = [index ?? '+inf', member, this.#keepSec, JSON.stringify(taskId)];
    const reply = await this.#owed((connection) => connection.script(CHORD_PART, keys, args));
    if (reply === null) return undefined;
    const [structure, ...parts] = readTexts(reply);
    return { structure: structureIn(structure ?? null), parts: parts.map((text) => parseDocument(text)) };
  }

  async end(groupId: string): Promise<void> {
    await this.#owed((connection) => connection.run(connection.redis.del(...chordKeys(groupId))));
  }

  async #set(key: string, text: string): Promise<void> {
    await this.#owed((connection) => {
      const { redis } = connection;
      return connection.run(
        this.#keepSec === 0 ? redis.set(key, text) : redis.setex(key, this.#keepSec, text),
      );
    });
  }

  #owed<T>(step: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = this.#connection();
    return insist(connection, OWED_WITHIN_MS, () => step(connection));
  }
}

function structureIn(document: string | null): unknown {
  const saved = parseDocument(document);
  return typeof saved === 'object' && saved !== null && 'result' in saved ? saved.result : null;
}
