// EVAL and its relatives. There is no Lua here: every script of ours has a twin, found by the SHA1 of its text.

import { createHash } from 'node:crypto';
import type { Arguments } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import { refuse } from '../refusal.ts';
import { twinOf, type Twin } from '../scripts/index.ts';

const NO_LUA =
  'ERR the embedded broker runs no Lua, it knows only the scripts of headcount itself; use a Redis server';

export const SCRIPT_COMMANDS: readonly Command[] = [
  { name: 'eval', arity: -3, run: evaluate },
  { name: 'evalsha', arity: -3, run: evaluateLoaded },
  { name: 'script', arity: -2, run: script },
];

function evaluate(context: Context, args: Arguments): void {
  const keyCount = countKeys(args);
  const sha = sha1(args.text(1));
  const twin = twinOf(sha) ?? refuse(NO_LUA);
  context.session.engine.loadedScripts.add(sha);
  run(context, twin, args, keyCount);
}

function evaluateLoaded(context: Context, args: Arguments): void {
  const keyCount = countKeys(args);
  const sha = args.text(1).toLowerCase();
  const twin = context.session.engine.loadedScripts.has(sha) ? twinOf(sha) : undefined;
  run(context, twin ?? refuse('NOSCRIPT No matching script. Please use EVAL.'), args, keyCount);
}

function countKeys(args: Arguments): number {
  const count = args.integer(2);
  if (count < 0) refuse("ERR Number of keys can't be negative");
  return count > args.count - 3 ? refuse("ERR Number of keys can't be greater than number of args") : count;
}

function run(context: Context, twin: Twin, { words }: Arguments, keyCount: number): void {
  twin(context, words.slice(3, 3 + keyCount), words.slice(3 + keyCount));
}

function script({ session, reply }: Context, args: Arguments): void {
  const { loadedScripts } = session.engine;
  switch (args.option(1)) {
    case 'LOAD': {
      const sha = sha1(args.text(2));
      if (twinOf(sha) === undefined) refuse(NO_LUA);
      loadedScripts.add(sha);
      reply.bulk(sha);
      return;
    }
    case 'EXISTS':
      reply.array(args.count - 2);
      for (const sha of args.from(2)) reply.integer(loadedScripts.has(sha.toLowerCase()) ? 1 : 0);
      return;
    case 'FLUSH':
      loadedScripts.clear();
      reply.simple('OK');
      return;
    default:
      refuse(`ERR unknown subcommand '${args.text(1)}'. Try SCRIPT HELP.`);
  }
}

// The text is bytes here.
function sha1(text: string): string {
  return createHash('sha1').update(text, 'latin1').digest('hex');
}
