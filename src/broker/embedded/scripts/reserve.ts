// The twin of redis/scripts/reserve.ts.

import type { Context } from '../command.ts';
import { moveOne } from '../commands/lists.ts';
import { Refusal } from '../refusal.ts';
import type { Database } from '../store/database.ts';
import type { Deque } from '../store/deque.ts';
import { at } from './twin.ts';

const FIXED_KEYS = 5;
const FIXED_ARGS = 4;
const MOST_MALFORMED = 1000;

interface Group {
  readonly list: number;
  readonly firstClaim: number;
  readonly items: string[];
}

export function reserve({ db, reply }: Context, keys: readonly string[], args: readonly string[]): void {
  const source = Number(at(args, 3));
  if (db.get(at(keys, 0)) === undefined) {
    while (moveOne(db, at(keys, 1), at(keys, FIXED_KEYS - 1 + source), 'RIGHT', 'RIGHT') !== undefined);
    reply.nil();
    return;
  }
  const taking = new Taking(db, keys, args);
  taking.take(source, at(keys, 1));
  for (let list = 1; list <= keys.length - FIXED_KEYS; list++)
    taking.take(list, at(keys, FIXED_KEYS - 1 + list));
  if (taking.failure !== undefined && taking.groups.length === 0) throw taking.failure;
  reply.array(taking.groups.length);
  for (const { list, firstClaim, items } of taking.groups) {
    reply.array(items.length + 2);
    reply.integer(list);
    reply.integer(firstClaim);
    for (const item of items) reply.bulk(item);
  }
}

class Taking {
  readonly groups: Group[] = [];
  failure: Refusal | undefined;
  readonly #db: Database;
  readonly #keys: readonly string[];
  readonly #args: readonly string[];
  readonly #score = Date.now() / 1000;
  #left: number;
  #counter: number;

  constructor(db: Database, keys: readonly string[], args: readonly string[]) {
    this.#db = db;
    this.#keys = keys;
    this.#args = args;
    this.#left = Number(at(args, 0));
    this.#counter = Number(at(args, 1));
  }

  take(list: number, key: string): void {
    const queue = this.#list(key);
    if (queue === undefined || this.#left <= 0) return;
    const claimed: Group = { list, firstClaim: this.#counter, items: [] };
    const odd: Group = { list, firstClaim: -1, items: [] };
    for (; this.#left > 0 && queue.length > 0; this.#left--) {
      const item = queue.popRight() ?? '';
      (isObject(item) ? claimed : odd).items.push(item);
    }
    this.#db.changed(key);
    if (claimed.items.length > 0) this.#claim(claimed);
    if (odd.items.length > 0) this.#setAside(odd);
  }

  #list(key: string): Deque | undefined {
    try {
      return this.#db.list(key);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.failure = error;
      return undefined;
    }
  }

  #claim(group: Group): void {
    const unacked = this.#db.hashToFill(at(this.#keys, 2));
    const index = this.#db.sortedSetToFill(at(this.#keys, 3));
    const consumer = at(this.#args, 2);
    const tagEnding = at(this.#args, FIXED_ARGS - 2 + 2 * group.list);
    const claimEnding = at(this.#args, FIXED_ARGS - 1 + 2 * group.list);
    for (const item of group.items) {
      const tag = `${consumer}:${this.#counter++}${tagEnding}`;
      unacked.set(tag, `[${item}${claimEnding}`);
      index.set(tag, this.#score);
    }
    this.#db.changed(at(this.#keys, 2));
    this.#db.changed(at(this.#keys, 3));
    this.groups.push(group);
  }

  #setAside(group: Group): void {
    const key = at(this.#keys, 4);
    const malformed = this.#db.listToFill(key);
    for (const item of group.items) malformed.pushLeft(item);
    while (malformed.length > MOST_MALFORMED) malformed.popRight();
    this.#db.pushed(key);
    this.groups.push(group);
  }
}

const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

function isObject(item: string): boolean {
  if (item.charCodeAt(0) === OPEN_BRACE && item.charCodeAt(item.length - 1) === CLOSE_BRACE) return true;
  return /^[ \t-\r]*\{/.test(item) && /\}[ \t-\r]*$/.test(item.slice(-64));
}
