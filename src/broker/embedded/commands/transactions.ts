// MULTI, EXEC and WATCH.

import type { Command, Context } from '../command.ts';
import { refuse } from '../refusal.ts';
import { runCommand } from '../run-command.ts';

export const TRANSACTION_COMMANDS: readonly Command[] = [
  { name: 'multi', arity: 1, duringMulti: true, run: begin },
  { name: 'exec', arity: 1, duringMulti: true, run: execute },
  { name: 'discard', arity: 1, duringMulti: true, run: discard },
  {
    name: 'watch',
    arity: -2,
    duringMulti: true,
    run: ({ session, db, reply }, args) => {
      if (session.transaction !== undefined) refuse('ERR WATCH inside MULTI is not allowed');
      for (const key of args.from(1)) session.engine.watch(session, db, key);
      reply.simple('OK');
    },
  },
  { name: 'unwatch', arity: 1, run: unwatch },
];

function begin({ session, reply }: Context): void {
  if (session.transaction !== undefined) refuse('ERR MULTI calls can not be nested');
  session.transaction = { queued: [], broken: false };
  reply.simple('OK');
}

function execute({ session, reply }: Context): void {
  const { transaction, watchedChanged } = session;
  if (transaction === undefined) refuse('ERR EXEC without MULTI');
  else {
    forget({ session });
    if (transaction.broken) refuse('EXECABORT Transaction discarded because of previous errors.');
    if (watchedChanged) {
      reply.nilArray();
      return;
    }
    session.mayBlock = false;
    reply.array(transaction.queued.length);
    for (const { command, args } of transaction.queued) runCommand(session, command, args);
    session.mayBlock = true;
  }
}

function discard({ session, reply }: Context): void {
  if (session.transaction === undefined) refuse('ERR DISCARD without MULTI');
  forget({ session });
  reply.simple('OK');
}

function unwatch({ session, reply }: Context): void {
  session.engine.unwatch(session);
  session.watchedChanged = false;
  reply.simple('OK');
}

function forget({ session }: Pick<Context, 'session'>): void {
  session.transaction = undefined;
  session.engine.unwatch(session);
  session.watchedChanged = false;
}
