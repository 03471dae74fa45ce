// Lists, as far as they do not block.

import type { Arguments } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import { refuse, syntaxError } from '../refusal.ts';
import type { Database } from '../store/database.ts';

export type Side = 'LEFT' | 'RIGHT';

export const LIST_COMMANDS: readonly Command[] = [
  { name: 'lpush', arity: -3, run: (context, args) => push(context, args, 'LEFT') },
  { name: 'rpush', arity: -3, run: (context, args) => push(context, args, 'RIGHT') },
  { name: 'lpushx', arity: -3, run: (context, args) => pushIfExists(context, args, 'LEFT') },
  { name: 'rpushx', arity: -3, run: (context, args) => pushIfExists(context, args, 'RIGHT') },
  { name: 'lpop', arity: -2, run: (context, args) => pop(context, args, 'LEFT') },
  { name: 'rpop', arity: -2, run: (context, args) => pop(context, args, 'RIGHT') },
  { name: 'llen', arity: 2, run: ({ db, reply }, args) => reply.integer(db.list(args.text(1))?.length ?? 0) },
  { name: 'lindex', arity: 3, run: index },
  { name: 'lset', arity: 4, run: setAt },
  { name: 'lrange', arity: 4, run: range },
  { name: 'ltrim', arity: 4, run: trim },
  { name: 'lrem', arity: 4, run: removeEqual },
  { name: 'lmove', arity: 5, run: move },
  { name: 'rpoplpush', arity: 3, run: popAndPush },
];

/** Takes one item from an end; undefined when there is none. */
export function takeOne(db: Database, key: string, side: Side): string | undefined {
  const items = db.list(key);
  const item = side === 'LEFT' ? items?.popLeft() : items?.popRight();
  if (item !== undefined) db.changed(key);
  return item;
}

export function putOne(db: Database, key: string, side: Side, item: string): void {
  const items = db.listToFill(key);
  if (side === 'LEFT') items.pushLeft(item);
  else items.pushRight(item);
  db.pushed(key);
}

/** Moves one item from list to list, which may be the same; undefined when there is none. */
export function moveOne(
  db: Database,
  source: string,
  target: string,
  from: Side,
  to: Side,
): string | undefined {
  if (db.list(source) === undefined) return undefined;
  db.list(target);
  const item = takeOne(db, source, from);
  if (item !== undefined) putOne(db, target, to, item);
  return item;
}

export function sideAt(args: Arguments, index: number): Side {
  const side = args.option(index);
  return side === 'LEFT' || side === 'RIGHT' ? side : syntaxError();
}

function push({ db, reply }: Context, args: Arguments, side: Side): void {
  const key = args.text(1);
  const items = db.listToFill(key);
  const { words, count } = args;
  for (let i = 2; i < count; i++) {
    const item = words[i] ?? '';
    if (side === 'LEFT') items.pushLeft(item);
    else items.pushRight(item);
  }
  db.pushed(key);
  reply.integer(items.length);
}

function pushIfExists(context: Context, args: Arguments, side: Side): void {
  if (context.db.list(args.text(1)) === undefined) context.reply.integer(0);
  else push(context, args, side);
}

function pop({ db, reply }: Context, args: Arguments, side: Side): void {
  if (args.count > 3)
    refuse(`ERR wrong number of arguments for '${side === 'LEFT' ? 'lpop' : 'rpop'}' command`);
  const key = args.text(1);
  if (args.count === 2) {
    reply.bulkOrNil(takeOne(db, key, side));
    return;
  }
  const count = args.integer(2, 'ERR value is out of range, must be positive');
  if (count < 0) refuse('ERR value is out of range, must be positive');
  const items = db.list(key);
  if (items === undefined) reply.nilArray();
  else {
    const taken = Math.min(count, items.length);
    reply.array(taken);
    for (let i = 0; i < taken; i++) reply.bulk((side === 'LEFT' ? items.popLeft() : items.popRight()) ?? '');
    if (taken > 0) db.changed(key);
  }
}

function index({ db, reply }: Context, args: Arguments): void {
  const items = db.list(args.text(1));
  const position = args.integer(2);
  reply.bulkOrNil(items?.at(position < 0 ? items.length + position : position));
}

function setAt({ db, reply }: Context, args: Arguments): void {
  const items = db.list(args.text(1)) ?? refuse('ERR no such key');
  const position = args.integer(2);
  if (!items.set(position < 0 ? items.length + position : position, args.text(3)))
    refuse('ERR index out of range');
  db.changed(args.text(1));
  reply.simple('OK');
}

// Redis' indexes: from the end when negative, cut to what is there. undefined: nothing.
function bounds(args: Arguments, length: number): readonly [number, number] | undefined {
  const start = args.integer(2);
  const stop = args.integer(3);
  const from = Math.max(0, start < 0 ? length + start : start);
  const to = Math.min(length - 1, stop < 0 ? length + stop : stop);
  return from > to ? undefined : [from, to];
}

function range({ db, reply }: Context, args: Arguments): void {
  const items = db.list(args.text(1));
  const part = bounds(args, items?.length ?? 0);
  reply.bulks(items === undefined || part === undefined ? [] : items.range(...part));
}

function trim({ db, reply }: Context, args: Arguments): void {
  const key = args.text(1);
  const items = db.list(key);
  const part = bounds(args, items?.length ?? 0);
  if (items !== undefined) {
    const keep = part === undefined ? 0 : part[1] - part[0] + 1;
    const dropLeft = part === undefined ? items.length : part[0];
    for (let i = 0; i < dropLeft; i++) items.popLeft();
    while (items.length > keep) items.popRight();
    db.changed(key);
  }
  reply.simple('OK');
}

function removeEqual({ db, reply }: Context, args: Arguments): void {
  const key = args.text(1);
  const count = args.integer(2);
  const items = db.list(key);
  if (items === undefined) {
    reply.integer(0);
    return;
  }
  const all = items.range(0, items.length - 1);
  let left = count === 0 ? Infinity : Math.abs(count);
  const keep = (item: string): boolean => item !== args.text(3) || left-- <= 0;
  const kept = count < 0 ? all.toReversed().filter(keep).toReversed() : all.filter(keep);
  if (kept.length < all.length) {
    items.assign(kept);
    db.changed(key);
  }
  reply.integer(all.length - kept.length);
}

function move({ db, reply }: Context, args: Arguments): void {
  const from = sideAt(args, 3);
  const to = sideAt(args, 4);
  reply.bulkOrNil(moveOne(db, args.text(1), args.text(2), from, to));
}

function popAndPush({ db, reply }: Context, args: Arguments): void {
  reply.bulkOrNil(moveOne(db, args.text(1), args.text(2), 'RIGHT', 'LEFT'));
}
