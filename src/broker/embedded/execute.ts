// From words to a reply: finds the command, checks what must hold for every command, queues it or runs it.

import type { Arguments } from './arguments.ts';
import { fitsArity, type Command } from './command.ts';
import { findCommand } from './commands/index.ts';
import { runCommand } from './run-command.ts';
import type { Session } from './session.ts';

/** Executes one command of a client; always replies, or blocks the client. */
export function execute(session: Session, args: Arguments): void {
  const command = findCommand(args.text(0));
  const complaint = command === undefined ? unknownCommand(args) : objection(session, command, args);
  if (command === undefined || complaint !== undefined) {
    if (session.transaction !== undefined) session.transaction.broken = true;
    session.reply.error(complaint ?? 'ERR');
    return;
  }
  session.lastCommand = command.name;
  session.engine.commands++;
  if (session.transaction !== undefined && command.duringMulti === undefined) {
    session.transaction.queued.push({ command, args });
    session.reply.simple('QUEUED');
    return;
  }
  runCommand(session, command, args);
  session.engine.waiters.serve();
}

function objection(session: Session, command: Command, args: Arguments): string | undefined {
  if (!fitsArity(command.arity, args.count)) {
    return `ERR wrong number of arguments for '${command.name}' command`;
  }
  const subscribed = session.reply.protocol === 2 && session.subscriptions > 0;
  if (subscribed && command.whileSubscribed === undefined) {
    return (
      `ERR Can't execute '${command.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET` +
      ' are allowed in this context'
    );
  }
  return undefined;
}

function unknownCommand(args: Arguments): string {
  const shown = args.from(1).map((word) => `'${word.slice(0, 128)}' `);
  return `ERR unknown command '${args.text(0).slice(0, 128)}', with args beginning with: ${shown.join('').slice(0, 128)}`;
}
