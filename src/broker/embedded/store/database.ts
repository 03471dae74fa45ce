// One numbered database: keys, their values, their expiry. Everything is a string of bytes (latin1).

import { wrongType } from '../refusal.ts';
import { Deque } from './deque.ts';
import { SortedSet } from './sorted-set.ts';

export type Value =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'list'; readonly items: Deque }
  | { readonly kind: 'hash'; readonly fields: Map<string, string> }
  | { readonly kind: 'set'; readonly members: Set<string> }
  | { readonly kind: 'zset'; readonly members: SortedSet };

/** Who wants to know of changes. */
export interface DatabaseListener {
  /** The value of a key changed, or it came or went. */
  changed(database: Database, key: string): void;
  /** A list has got items. */
  pushed(database: Database, key: string): void;
}

const SWEEP_STEP = 10_000;

export class Database {
  readonly index: number;
  readonly #values = new Map<string, Value>();
  readonly #expiresAtMs = new Map<string, number>();
  readonly #listener: DatabaseListener;
  #sweep: IterableIterator<[string, number]> | undefined;

  constructor(index: number, listener: DatabaseListener) {
    this.index = index;
    this.#listener = listener;
  }

  get size(): number {
    return this.#values.size;
  }

  get expiring(): number {
    return this.#expiresAtMs.size;
  }

  get(key: string): Value | undefined {
    if (this.#expiresAtMs.size > 0) this.#expireIfDue(key);
    return this.#values.get(key);
  }

  /** Replaces the value; the expiry goes unless `keepExpiry`. */
  put(key: string, value: Value, keepExpiry = false): void {
    this.#values.set(key, value);
    if (!keepExpiry) this.#expiresAtMs.delete(key);
    this.#listener.changed(this, key);
  }

  delete(key: string): boolean {
    if (this.get(key) === undefined) return false;
    this.#values.delete(key);
    this.#expiresAtMs.delete(key);
    this.#listener.changed(this, key);
    return true;
  }

  clear(): void {
    for (const key of this.#values.keys()) this.#listener.changed(this, key);
    this.#values.clear();
    this.#expiresAtMs.clear();
  }

  /** Live keys. */
  keys(): string[] {
    return [...this.#values.keys()].filter((key) => this.get(key) !== undefined);
  }

  expiresAtMs(key: string): number | undefined {
    return this.#expiresAtMs.get(key);
  }

  /** undefined: never. */
  setExpiry(key: string, atMs: number | undefined): void {
    if (atMs === undefined) this.#expiresAtMs.delete(key);
    else this.#expiresAtMs.set(key, atMs);
    this.#listener.changed(this, key);
  }

  string(key: string): string | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    return value.kind === 'string' ? value.text : wrongType();
  }

  list(key: string): Deque | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    return value.kind === 'list' ? value.items : wrongType();
  }

  hash(key: string): Map<string, string> | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    return value.kind === 'hash' ? value.fields : wrongType();
  }

  set(key: string): Set<string> | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    return value.kind === 'set' ? value.members : wrongType();
  }

  sortedSet(key: string): SortedSet | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    return value.kind === 'zset' ? value.members : wrongType();
  }

  listToFill(key: string): Deque {
    return this.list(key) ?? this.#added(key, { kind: 'list', items: new Deque() }).items;
  }

  hashToFill(key: string): Map<string, string> {
    return this.hash(key) ?? this.#added(key, { kind: 'hash', fields: new Map<string, string>() }).fields;
  }

  setToFill(key: string): Set<string> {
    return this.set(key) ?? this.#added(key, { kind: 'set', members: new Set<string>() }).members;
  }

  sortedSetToFill(key: string): SortedSet {
    return this.sortedSet(key) ?? this.#added(key, { kind: 'zset', members: new SortedSet() }).members;
  }

  /** To be called after a collection was changed: tells who watches, and removes it when it became empty. */
  changed(key: string): void {
    const value = this.#values.get(key);
    if (value !== undefined && isEmpty(value)) {
      this.#values.delete(key);
      this.#expiresAtMs.delete(key);
    }
    this.#listener.changed(this, key);
  }

  /** To be called after items were pushed onto a list. */
  pushed(key: string): void {
    this.#listener.changed(this, key);
    this.#listener.pushed(this, key);
  }

  /** Removes some of what has expired without anybody asking for it. Bounded; goes on where it left off. */
  sweep(): void {
    for (let i = 0; i < SWEEP_STEP; i++) {
      this.#sweep ??= this.#expiresAtMs.entries();
      const next = this.#sweep.next();
      if (next.done === true) {
        this.#sweep = undefined;
        return;
      }
      this.#expireIfDue(next.value[0]);
    }
  }

  #added<V extends Value>(key: string, value: V): V {
    this.#values.set(key, value);
    return value;
  }

  #expireIfDue(key: string): void {
    const atMs = this.#expiresAtMs.get(key);
    if (atMs === undefined || atMs > Date.now()) return;
    this.#values.delete(key);
    this.#expiresAtMs.delete(key);
    this.#listener.changed(this, key);
  }
}

function isEmpty(value: Value): boolean {
  switch (value.kind) {
    case 'string':
      return false;
    case 'list':
      return value.items.length === 0;
    case 'hash':
      return value.fields.size === 0;
    case 'set':
    case 'zset':
      return value.members.size === 0;
  }
}
