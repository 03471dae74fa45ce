// Keys of any kind: existence, deletion, expiry, listing.

import type { Arguments } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import { globTest } from '../glob.ts';
import { refuse } from '../refusal.ts';
import { absoluteMs, type ExpiryUnit } from './expiry.ts';
import { replyScan, scanOptions } from './scan.ts';

export const KEY_COMMANDS: readonly Command[] = [
  { name: 'del', arity: -2, run: remove },
  { name: 'unlink', arity: -2, run: remove },
  { name: 'exists', arity: -2, run: exists },
  {
    name: 'type',
    arity: 2,
    run: ({ db, reply }, args) => reply.simple(db.get(args.text(1))?.kind ?? 'none'),
  },
  { name: 'expire', arity: -3, run: (context, args) => expire(context, args, 'EX') },
  { name: 'pexpire', arity: -3, run: (context, args) => expire(context, args, 'PX') },
  { name: 'expireat', arity: -3, run: (context, args) => expire(context, args, 'EXAT') },
  { name: 'pexpireat', arity: -3, run: (context, args) => expire(context, args, 'PXAT') },
  { name: 'ttl', arity: 2, run: (context, args) => timeLeft(context, args, 1000) },
  { name: 'pttl', arity: 2, run: (context, args) => timeLeft(context, args, 1) },
  { name: 'persist', arity: 2, run: persist },
  { name: 'rename', arity: 3, run: rename },
  {
    name: 'keys',
    arity: 2,
    run: ({ db, reply }, args) => reply.bulks(db.keys().filter(globTest(args.text(1)))),
  },
  { name: 'scan', arity: -2, run: scan },
];

function remove({ db, reply }: Context, args: Arguments): void {
  let removed = 0;
  for (const key of args.from(1)) if (db.delete(key)) removed++;
  reply.integer(removed);
}

function exists({ db, reply }: Context, args: Arguments): void {
  reply.integer(args.from(1).filter((key) => db.get(key) !== undefined).length);
}

function expire({ db, reply }: Context, args: Arguments, unit: ExpiryUnit): void {
  const key = args.text(1);
  const atMs = absoluteMs(args.integer(2), unit);
  const condition = args.count > 3 ? args.option(3) : '';
  if (!['', 'NX', 'XX', 'GT', 'LT'].includes(condition)) refuse(`ERR Unsupported option ${args.text(3)}`);
  if (db.get(key) === undefined || !mayExpire(condition, db.expiresAtMs(key), atMs)) {
    reply.integer(0);
    return;
  }
  if (atMs <= Date.now()) db.delete(key);
  else db.setExpiry(key, atMs);
  reply.integer(1);
}

// A key that never expires counts as infinitely far away.
function mayExpire(condition: string, beforeMs: number | undefined, atMs: number): boolean {
  switch (condition) {
    case 'NX':
      return beforeMs === undefined;
    case 'XX':
      return beforeMs !== undefined;
    case 'GT':
      return beforeMs !== undefined && atMs > beforeMs;
    case 'LT':
      return beforeMs === undefined || atMs < beforeMs;
    default:
      return true;
  }
}

function timeLeft({ db, reply }: Context, args: Arguments, unitMs: number): void {
  if (db.get(args.text(1)) === undefined) {
    reply.integer(-2);
    return;
  }
  const atMs = db.expiresAtMs(args.text(1));
  reply.integer(atMs === undefined ? -1 : Math.round(Math.max(0, atMs - Date.now()) / unitMs));
}

function persist({ db, reply }: Context, args: Arguments): void {
  const key = args.text(1);
  const persisted = db.get(key) !== undefined && db.expiresAtMs(key) !== undefined;
  if (persisted) db.setExpiry(key, undefined);
  reply.integer(persisted ? 1 : 0);
}

function rename({ db, reply }: Context, args: Arguments): void {
  const value = db.get(args.text(1)) ?? refuse('ERR no such key');
  const atMs = db.expiresAtMs(args.text(1));
  db.delete(args.text(1));
  db.put(args.text(2), value);
  if (atMs !== undefined) db.setExpiry(args.text(2), atMs);
  if (value.kind === 'list') db.pushed(args.text(2));
  reply.simple('OK');
}

function scan({ db, reply }: Context, args: Arguments): void {
  const { matches, type } = scanOptions(args, 1);
  const found = db.keys().filter((key) => matches(key) && (type === undefined || db.get(key)?.kind === type));
  replyScan(reply, found);
}
