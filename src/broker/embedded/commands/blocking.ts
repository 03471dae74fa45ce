// Lists, blocking: the client gets no reply, and is not read from, until there is an item.

import type { Arguments } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import { Refusal } from '../refusal.ts';
import { moveOne, sideAt, takeOne, type Side } from './lists.ts';

export const BLOCKING_COMMANDS: readonly Command[] = [
  { name: 'blpop', arity: -3, run: (context, args) => blockingPop(context, args, 'LEFT') },
  { name: 'brpop', arity: -3, run: (context, args) => blockingPop(context, args, 'RIGHT') },
  { name: 'blmove', arity: 6, run: blockingMove },
  {
    name: 'brpoplpush',
    arity: 4,
    run: (context, args) => waitToMove(context, args, args.timeoutMs(3), 'RIGHT', 'LEFT'),
  },
];

function blockingPop({ session, db, reply }: Context, args: Arguments, side: Side): void {
  const timeoutMs = args.timeoutMs(args.count - 1);
  const keys = args.words.slice(1, -1);
  const serve = (key: string): void => {
    reply.array(2);
    reply.bulk(key);
    reply.bulk(takeOne(db, key, side) ?? '');
  };
  const first = keys.find((key) => db.list(key) !== undefined);
  if (first !== undefined) serve(first);
  else session.block({ keys, timeoutMs, serve, giveUp: () => reply.nilArray() });
}

function blockingMove(context: Context, args: Arguments): void {
  const from = sideAt(args, 3);
  const to = sideAt(args, 4);
  waitToMove(context, args, args.timeoutMs(5), from, to);
}

function waitToMove(
  { session, db, reply }: Context,
  args: Arguments,
  timeoutMs: number,
  from: Side,
  to: Side,
): void {
  const source = args.text(1);
  const target = args.text(2);
  if (db.list(source) !== undefined) {
    reply.bulkOrNil(moveOne(db, source, target, from, to));
    return;
  }
  // The target may have become something else while the client waited.
  const serve = (): void => {
    try {
      reply.bulkOrNil(moveOne(db, source, target, from, to));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reply.error(error.message);
    }
  };
  session.block({ keys: [source], timeoutMs, serve, giveUp: () => reply.nil() });
}
