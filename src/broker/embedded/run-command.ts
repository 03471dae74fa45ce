// Runs a command that has passed all checks; its refusal becomes the reply.

import type { Arguments } from './arguments.ts';
import type { Command, Context } from './command.ts';
import { Refusal } from './refusal.ts';
import type { Session } from './session.ts';

export function runCommand(session: Session, command: Command, args: Arguments): void {
  const context: Context = { session, db: session.database, reply: session.reply };
  try {
    command.run(context, args);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    session.reply.error(error.message);
  }
}
