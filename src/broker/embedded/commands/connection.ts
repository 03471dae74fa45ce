// What a client says about itself: HELLO, SELECT, PING; CLIENT is next door.

import type { Arguments } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import { refuse, syntaxError } from '../refusal.ts';
import { REDIS_VERSION } from '../version.ts';
import { client } from './client.ts';

const NO_PASSWORD =
  'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?';

export const CONNECTION_COMMANDS: readonly Command[] = [
  { name: 'ping', arity: -1, whileSubscribed: true, run: ping },
  { name: 'echo', arity: 2, run: ({ reply }, args) => reply.bulk(args.text(1)) },
  { name: 'hello', arity: -1, run: hello },
  { name: 'auth', arity: -2, run: auth },
  { name: 'select', arity: 2, run: select },
  { name: 'quit', arity: -1, whileSubscribed: true, duringMulti: true, run: quit },
  { name: 'client', arity: -2, run: client },
];

function ping({ session, reply }: Context, args: Arguments): void {
  if (args.count > 2) refuse("ERR wrong number of arguments for 'ping' command");
  const text = args.count === 2 ? args.text(1) : undefined;
  if (session.subscriptions > 0 && reply.protocol === 2) reply.bulks(['pong', text ?? '']);
  else if (text === undefined) reply.simple('PONG');
  else reply.bulk(text);
}

function hello({ session, reply }: Context, args: Arguments): void {
  let protocol = reply.protocol;
  if (args.count > 1) {
    const asked = args.integer(1, 'ERR Protocol version is not an integer or out of range');
    protocol = asked === 2 || asked === 3 ? asked : refuse('NOPROTO unsupported protocol version');
  }
  const name = helloOptions(args);
  reply.protocol = protocol;
  if (name !== undefined) session.name = name;
  replyHello({ session, reply });
}

// AUTH is taken without a look: there is no password, as for a Redis whose default user has none.
function helloOptions(args: Arguments): string | undefined {
  let name: string | undefined;
  for (let i = 2; i < args.count;) {
    const option = args.option(i);
    if (option === 'AUTH' && i + 2 < args.count) i += 3;
    else if (option === 'SETNAME' && i + 1 < args.count) {
      name = args.text(i + 1);
      i += 2;
    } else syntaxError();
  }
  return name;
}

function replyHello({ session, reply }: Pick<Context, 'session' | 'reply'>): void {
  const texts = { server: 'redis', version: REDIS_VERSION, mode: 'standalone', role: 'master' };
  reply.map(7);
  for (const [name, value] of Object.entries(texts)) {
    reply.bulk(name);
    reply.bulk(value);
  }
  reply.bulk('proto');
  reply.integer(reply.protocol);
  reply.bulk('id');
  reply.integer(session.id);
  reply.bulk('modules');
  reply.array(0);
}

// The default user has no password: any will do for it by name, and there is no other user.
function auth({ reply }: Context, args: Arguments): void {
  if (args.count === 2) refuse(NO_PASSWORD);
  if (args.count > 3) syntaxError();
  if (args.text(1) !== 'default') refuse('WRONGPASS invalid username-password pair or user is disabled.');
  reply.simple('OK');
}

function select({ session, reply }: Context, args: Arguments): void {
  const index = args.integer(1, 'ERR value is not an integer or out of range');
  session.database = session.engine.databases[index] ?? refuse('ERR DB index is out of range');
  reply.simple('OK');
}

function quit({ session, reply }: Context): void {
  reply.simple('OK');
  session.closing = true;
}
