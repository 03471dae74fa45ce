// Strings: SET and its relatives, counters.

import type { Arguments } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import { refuse, syntaxError } from '../refusal.ts';
import { expiryFrom } from './expiry.ts';

const LARGEST = 2n ** 63n - 1n;
const SMALLEST = -(2n ** 63n);
const NOT_AN_INTEGER = 'ERR value is not an integer or out of range';

export const STRING_COMMANDS: readonly Command[] = [
  { name: 'get', arity: 2, run: ({ db, reply }, args) => reply.bulkOrNil(db.string(args.text(1))) },
  { name: 'set', arity: -3, run: set },
  { name: 'setnx', arity: 3, run: setIfAbsent },
  { name: 'setex', arity: 4, run: (context, args) => setWithExpiry(context, args, 'EX') },
  { name: 'psetex', arity: 4, run: (context, args) => setWithExpiry(context, args, 'PX') },
  { name: 'getset', arity: 3, run: getSet },
  { name: 'getdel', arity: 2, run: getDelete },
  { name: 'mget', arity: -2, run: getMany },
  { name: 'mset', arity: -3, run: setMany },
  { name: 'append', arity: 3, run: append },
  {
    name: 'strlen',
    arity: 2,
    run: ({ db, reply }, args) => reply.integer(db.string(args.text(1))?.length ?? 0),
  },
  { name: 'incr', arity: 2, run: (context, args) => add(context, args, 1n) },
  { name: 'decr', arity: 2, run: (context, args) => add(context, args, -1n) },
  { name: 'incrby', arity: 3, run: (context, args) => add(context, args, bigInteger(args.text(2))) },
  { name: 'decrby', arity: 3, run: (context, args) => add(context, args, -bigInteger(args.text(2))) },
];

interface SetOptions {
  condition: 'NX' | 'XX' | undefined;
  expiresAtMs: number | undefined;
  keepExpiry: boolean;
  get: boolean;
}

function set({ db, reply }: Context, args: Arguments): void {
  const options = setOptions(args);
  const key = args.text(1);
  const before = options.get ? db.string(key) : undefined;
  const exists = db.get(key) !== undefined;
  const refused = options.condition === 'NX' ? exists : options.condition === 'XX' && !exists;
  if (!refused) {
    db.put(key, { kind: 'string', text: args.text(2) }, options.keepExpiry);
    if (options.expiresAtMs !== undefined) db.setExpiry(key, options.expiresAtMs);
  }
  if (options.get) reply.bulkOrNil(before);
  else if (refused) reply.nil();
  else reply.simple('OK');
}

function setOptions(args: Arguments): SetOptions {
  const options: SetOptions = { condition: undefined, expiresAtMs: undefined, keepExpiry: false, get: false };
  for (let i = 3; i < args.count; i++) {
    const option = args.option(i);
    if (option === 'GET') options.get = true;
    else if (option === 'NX' || option === 'XX') {
      if ((options.condition ?? option) !== option) syntaxError();
      options.condition = option;
    } else {
      if (options.expiresAtMs !== undefined || options.keepExpiry) syntaxError();
      if (option === 'KEEPTTL') options.keepExpiry = true;
      else options.expiresAtMs = setExpiry(args, option, ++i);
    }
  }
  return options;
}

function setExpiry(args: Arguments, option: string, valueAt: number): number {
  const known = option === 'EX' || option === 'PX' || option === 'EXAT' || option === 'PXAT';
  return known && valueAt < args.count ? expiryFrom(args, valueAt, option, 'set') : syntaxError();
}

function setIfAbsent({ db, reply }: Context, args: Arguments): void {
  const absent = db.get(args.text(1)) === undefined;
  if (absent) db.put(args.text(1), { kind: 'string', text: args.text(2) });
  reply.integer(absent ? 1 : 0);
}

function setWithExpiry({ db, reply }: Context, args: Arguments, unit: 'EX' | 'PX'): void {
  const atMs = expiryFrom(args, 2, unit, unit === 'EX' ? 'setex' : 'psetex');
  db.put(args.text(1), { kind: 'string', text: args.text(3) });
  db.setExpiry(args.text(1), atMs);
  reply.simple('OK');
}

function getSet({ db, reply }: Context, args: Arguments): void {
  const before = db.string(args.text(1));
  db.put(args.text(1), { kind: 'string', text: args.text(2) });
  reply.bulkOrNil(before);
}

function getDelete({ db, reply }: Context, args: Arguments): void {
  const before = db.string(args.text(1));
  db.delete(args.text(1));
  reply.bulkOrNil(before);
}

function getMany({ db, reply }: Context, args: Arguments): void {
  const keys = args.from(1);
  reply.array(keys.length);
  for (const key of keys) {
    const value = db.get(key);
    reply.bulkOrNil(value?.kind === 'string' ? value.text : undefined);
  }
}

function setMany({ db, reply }: Context, args: Arguments): void {
  if (args.count % 2 === 0) refuse("ERR wrong number of arguments for 'mset' command");
  for (let i = 1; i < args.count; i += 2) db.put(args.text(i), { kind: 'string', text: args.text(i + 1) });
  reply.simple('OK');
}

function append({ db, reply }: Context, args: Arguments): void {
  const text = (db.string(args.text(1)) ?? '') + args.text(2);
  db.put(args.text(1), { kind: 'string', text }, true);
  reply.integer(text.length);
}

function add({ db, reply }: Context, args: Arguments, difference: bigint): void {
  const key = args.text(1);
  const sum = bigInteger(db.string(key) ?? '0') + difference;
  if (sum > LARGEST || sum < SMALLEST) refuse('ERR increment or decrement would overflow');
  db.put(key, { kind: 'string', text: String(sum) }, true);
  reply.integer(sum);
}

/** A whole number of 64 bits, written the only way. */
export function bigInteger(text: string, refusal = NOT_AN_INTEGER): bigint {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) refuse(refusal);
  const value = BigInt(text);
  return value > LARGEST || value < SMALLEST ? refuse(refusal) : value;
}
