// Hashes.

import type { Arguments } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import { refuse } from '../refusal.ts';
import { replyScan, scanOptions } from './scan.ts';
import { bigInteger } from './strings.ts';

export const HASH_COMMANDS: readonly Command[] = [
  {
    name: 'hset',
    arity: -4,
    run: (context, args) => context.reply.integer(setFields(context, args, 'hset')),
  },
  { name: 'hmset', arity: -4, run: setMany },
  { name: 'hsetnx', arity: 4, run: setIfAbsent },
  {
    name: 'hget',
    arity: 3,
    run: ({ db, reply }, args) => reply.bulkOrNil(db.hash(args.text(1))?.get(args.text(2))),
  },
  { name: 'hmget', arity: -3, run: getMany },
  { name: 'hgetall', arity: 2, run: getAll },
  { name: 'hdel', arity: -3, run: remove },
  { name: 'hlen', arity: 2, run: ({ db, reply }, args) => reply.integer(db.hash(args.text(1))?.size ?? 0) },
  {
    name: 'hexists',
    arity: 3,
    run: ({ db, reply }, args) => reply.integer(db.hash(args.text(1))?.has(args.text(2)) === true ? 1 : 0),
  },
  {
    name: 'hkeys',
    arity: 2,
    run: ({ db, reply }, args) => reply.bulks([...(db.hash(args.text(1))?.keys() ?? [])]),
  },
  {
    name: 'hvals',
    arity: 2,
    run: ({ db, reply }, args) => reply.bulks([...(db.hash(args.text(1))?.values() ?? [])]),
  },
  { name: 'hincrby', arity: 4, run: increment },
  { name: 'hscan', arity: -3, run: scan },
];

// Answers how many fields are new.
function setFields({ db }: Context, args: Arguments, command: string): number {
  if (args.count % 2 === 1) refuse(`ERR wrong number of arguments for '${command}' command`);
  const fields = db.hashToFill(args.text(1));
  const before = fields.size;
  for (let i = 2; i < args.count; i += 2) fields.set(args.text(i), args.text(i + 1));
  db.changed(args.text(1));
  return fields.size - before;
}

function setMany(context: Context, args: Arguments): void {
  setFields(context, args, 'hmset');
  context.reply.simple('OK');
}

function setIfAbsent({ db, reply }: Context, args: Arguments): void {
  const fields = db.hashToFill(args.text(1));
  const absent = !fields.has(args.text(2));
  if (absent) fields.set(args.text(2), args.text(3));
  db.changed(args.text(1));
  reply.integer(absent ? 1 : 0);
}

function getMany({ db, reply }: Context, args: Arguments): void {
  const fields = db.hash(args.text(1));
  const names = args.from(2);
  reply.array(names.length);
  for (const name of names) reply.bulkOrNil(fields?.get(name));
}

function getAll({ db, reply }: Context, args: Arguments): void {
  const fields = db.hash(args.text(1)) ?? new Map<string, string>();
  reply.map(fields.size);
  for (const [name, value] of fields) {
    reply.bulk(name);
    reply.bulk(value);
  }
}

function remove({ db, reply }: Context, args: Arguments): void {
  const fields = db.hash(args.text(1));
  let removed = 0;
  for (const name of args.from(2)) if (fields?.delete(name) === true) removed++;
  if (removed > 0) db.changed(args.text(1));
  reply.integer(removed);
}

function increment({ db, reply }: Context, args: Arguments): void {
  const difference = bigInteger(args.text(3));
  const sum =
    bigInteger(db.hash(args.text(1))?.get(args.text(2)) ?? '0', 'ERR hash value is not an integer') +
    difference;
  if (BigInt.asIntN(64, sum) !== sum) refuse('ERR increment or decrement would overflow');
  db.hashToFill(args.text(1)).set(args.text(2), String(sum));
  db.changed(args.text(1));
  reply.integer(sum);
}

function scan({ db, reply }: Context, args: Arguments): void {
  const { matches } = scanOptions(args, 2);
  const found = [...(db.hash(args.text(1)) ?? [])].filter(([name]) => matches(name));
  replyScan(reply, found.flat());
}
