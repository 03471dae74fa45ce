// Sets.

import type { Arguments } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import { replyScan, scanOptions } from './scan.ts';

export const SET_COMMANDS: readonly Command[] = [
  { name: 'sadd', arity: -3, run: add },
  { name: 'srem', arity: -3, run: remove },
  { name: 'smembers', arity: 2, run: members },
  {
    name: 'sismember',
    arity: 3,
    run: ({ db, reply }, args) => reply.integer(db.set(args.text(1))?.has(args.text(2)) === true ? 1 : 0),
  },
  { name: 'scard', arity: 2, run: ({ db, reply }, args) => reply.integer(db.set(args.text(1))?.size ?? 0) },
  { name: 'sscan', arity: -3, run: scan },
];

function add({ db, reply }: Context, args: Arguments): void {
  const set = db.setToFill(args.text(1));
  const before = set.size;
  for (const member of args.from(2)) set.add(member);
  db.changed(args.text(1));
  reply.integer(set.size - before);
}

function remove({ db, reply }: Context, args: Arguments): void {
  const set = db.set(args.text(1));
  let removed = 0;
  for (const member of args.from(2)) if (set?.delete(member) === true) removed++;
  if (removed > 0) db.changed(args.text(1));
  reply.integer(removed);
}

function members({ db, reply }: Context, args: Arguments): void {
  const set = db.set(args.text(1)) ?? new Set<string>();
  reply.set(set.size);
  for (const member of set) reply.bulk(member);
}

function scan({ db, reply }: Context, args: Arguments): void {
  const { matches } = scanOptions(args, 2);
  replyScan(reply, [...(db.set(args.text(1)) ?? [])].filter(matches));
}
