// What a command is to the dispatcher.

import type { Arguments } from './arguments.ts';
import type { ReplyWriter } from './reply-writer.ts';
import type { Session } from './session.ts';
import type { Database } from './store/database.ts';

/** Where a command runs. */
export interface Context {
  readonly session: Session;
  readonly db: Database;
  readonly reply: ReplyWriter;
}

export interface Command {
  /** In lower case. */
  readonly name: string;
  /** Number of words with the name; negative: at least that many. */
  readonly arity: number;
  /** Runs at once inside MULTI instead of being queued. */
  readonly duringMulti?: true;
  /** Allowed to a RESP2 client that has subscribed. */
  readonly whileSubscribed?: true;
  /** Either replies or throws a Refusal; not both. */
  readonly run: (context: Context, args: Arguments) => void;
}

/** Whether the number of words fits. */
export function fitsArity(arity: number, words: number): boolean {
  return arity < 0 ? words >= -arity : words === arity;
}
