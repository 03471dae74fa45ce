// Sorted sets, as far as they change or are asked for single members; ranges are next door.

import { formatFloat, readFloat, type Arguments } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import { refuse, syntaxError } from '../refusal.ts';
import { SORTED_SET_RANGE_COMMANDS } from './sorted-set-ranges.ts';
import { replyScan, scanOptions } from './scan.ts';

export const SORTED_SET_COMMANDS: readonly Command[] = [
  { name: 'zadd', arity: -4, run: add },
  { name: 'zincrby', arity: 4, run: increment },
  { name: 'zrem', arity: -3, run: remove },
  {
    name: 'zcard',
    arity: 2,
    run: ({ db, reply }, args) => reply.integer(db.sortedSet(args.text(1))?.size ?? 0),
  },
  { name: 'zscore', arity: 3, run: score },
  { name: 'zscan', arity: -3, run: scan },
  ...SORTED_SET_RANGE_COMMANDS,
];

interface AddOptions {
  readonly flags: ReadonlySet<string>;
  /** Where the first score stands. */
  readonly at: number;
}

const FLAGS = ['NX', 'XX', 'GT', 'LT', 'CH', 'INCR'];

function add(context: Context, args: Arguments): void {
  const { flags, at } = addOptions(args);
  const pairs: (readonly [number, string])[] = [];
  for (let i = at; i < args.count; i += 2) pairs.push([args.float(i), args.text(i + 1)]);
  if (flags.has('INCR')) addOne(context, args.text(1), flags, pairs[0] ?? syntaxError());
  else addAll(context, args.text(1), flags, pairs);
}

function addOptions(args: Arguments): AddOptions {
  const flags = new Set<string>();
  let at = 2;
  while (at < args.count && FLAGS.includes(args.option(at))) flags.add(args.option(at++));
  if (at >= args.count || (args.count - at) % 2 === 1) syntaxError();
  if (flags.has('NX') && flags.has('XX')) refuse('ERR XX and NX options at the same time are not compatible');
  if ((flags.has('GT') && flags.has('LT')) || ((flags.has('GT') || flags.has('LT')) && flags.has('NX'))) {
    refuse('ERR GT, LT, and/or NX options at the same time are not compatible');
  }
  if (flags.has('INCR') && args.count - at > 2)
    refuse('ERR INCR option supports a single increment-element pair');
  return { flags, at };
}

function addAll(
  { db, reply }: Context,
  key: string,
  flags: ReadonlySet<string>,
  pairs: readonly (readonly [number, string])[],
): void {
  if (flags.has('XX') && db.sortedSet(key) === undefined) {
    reply.integer(0);
    return;
  }
  const set = db.sortedSetToFill(key);
  let added = 0;
  let updated = 0;
  for (const [score, member] of pairs) {
    const before = set.scoreOf(member);
    if (before === score || !mayScore(flags, before, score)) continue;
    set.set(member, score);
    if (before === undefined) added++;
    else updated++;
  }
  db.changed(key);
  reply.integer(flags.has('CH') ? added + updated : added);
}

// ZADD ... INCR: answers the new score, or nil when the flags forbade it.
function addOne(
  { db, reply }: Context,
  key: string,
  flags: ReadonlySet<string>,
  [difference, member]: readonly [number, string],
): void {
  const before = db.sortedSet(key)?.scoreOf(member);
  const sum = (before ?? 0) + difference;
  if (Number.isNaN(sum)) refuse('ERR resulting score is not a number (NaN)');
  if (!mayScore(flags, before, sum)) {
    reply.nil();
    return;
  }
  db.sortedSetToFill(key).set(member, sum);
  db.changed(key);
  reply.double(sum);
}

function mayScore(flags: ReadonlySet<string>, before: number | undefined, score: number): boolean {
  if (before === undefined) return !flags.has('XX');
  if (flags.has('NX')) return false;
  if (flags.has('GT')) return score > before;
  return flags.has('LT') ? score < before : true;
}

function increment(context: Context, args: Arguments): void {
  const difference = readFloat(args.text(2)) ?? refuse('ERR value is not a valid float');
  addOne(context, args.text(1), new Set(), [difference, args.text(3)]);
}

function remove({ db, reply }: Context, args: Arguments): void {
  const set = db.sortedSet(args.text(1));
  let removed = 0;
  for (const member of args.from(2)) if (set?.delete(member) === true) removed++;
  if (removed > 0) db.changed(args.text(1));
  reply.integer(removed);
}

function score({ db, reply }: Context, args: Arguments): void {
  const found = db.sortedSet(args.text(1))?.scoreOf(args.text(2));
  if (found === undefined) reply.nil();
  else reply.double(found);
}

function scan({ db, reply }: Context, args: Arguments): void {
  const { matches } = scanOptions(args, 2);
  const found = [...(db.sortedSet(args.text(1))?.entries() ?? [])].filter(([member]) => matches(member));
  replyScan(
    reply,
    found.flatMap(([member, value]) => [member, formatFloat(value)]),
  );
}
