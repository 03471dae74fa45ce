// CLIENT: names, the list of clients, unblocking and closing others.

import type { Arguments } from '../arguments.ts';
import { fitsArity, type Context } from '../command.ts';
import { refuse, syntaxError } from '../refusal.ts';
import type { Session } from '../session.ts';

interface Subcommand {
  /** With `client` itself. */
  readonly arity: number;
  readonly run: (context: Context, args: Arguments) => void;
}

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  id: { arity: 2, run: ({ session, reply }) => reply.integer(session.id) },
  getname: {
    arity: 2,
    run: ({ session, reply }) => reply.bulkOrNil(session.name === '' ? undefined : session.name),
  },
  setname: { arity: 3, run: setName },
  setinfo: { arity: 4, run: setInfo },
  list: { arity: -2, run: list },
  info: { arity: 2, run: ({ session, reply }) => reply.bulk(`${describe(session)}\n`) },
  unblock: { arity: -3, run: unblock },
  kill: { arity: -3, run: kill },
};

export function client(context: Context, args: Arguments): void {
  const name = args.text(1).toLowerCase();
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (subcommand === undefined)
    refuse(`ERR unknown subcommand '${args.text(1).slice(0, 128)}'. Try CLIENT HELP.`);
  else if (fitsArity(subcommand.arity, args.count)) subcommand.run(context, args);
  else refuse(`ERR wrong number of arguments for 'client|${name}' command`);
}

function setName({ session, reply }: Context, args: Arguments): void {
  session.name = printable(
    args.text(2),
    'ERR Client names cannot contain spaces, newlines or special characters.',
  );
  reply.simple('OK');
}

function setInfo({ session, reply }: Context, args: Arguments): void {
  const option = args.text(2).toLowerCase();
  const value = printable(
    args.text(3),
    `ERR ${option} cannot contain spaces, newlines or special characters.`,
  );
  if (option === 'lib-name') session.library.name = value;
  else if (option === 'lib-ver') session.library.version = value;
  else refuse(`ERR Unrecognized option '${args.text(2)}'`);
  reply.simple('OK');
}

function printable(text: string, refusal: string): string {
  return /^[!-~]*$/.test(text) ? text : refuse(refusal);
}

function list({ session, reply }: Context, args: Arguments): void {
  const sessions = [...session.engine.sessions.values()];
  let ids: ReadonlySet<string> | undefined;
  if (args.count > 2) {
    if (args.option(2) !== 'ID') syntaxError();
    ids = new Set(args.from(3));
  }
  const listed = ids === undefined ? sessions : sessions.filter(({ id }) => ids.has(String(id)));
  reply.bulk(listed.map((one) => `${describe(one)}\n`).join(''));
}

// The line format that clients take apart, with what is true here.
function describe(session: Session): string {
  const { socket, reply, channels, patterns, library, transaction } = session;
  const ageSec = Math.floor((Date.now() - session.startedAtMs) / 1000);
  return [
    `id=${session.id} addr=${socket.remoteAddress}:${socket.remotePort} laddr=${socket.localAddress}:${socket.localPort}`,
    `name=${session.name} age=${ageSec} flags=${session.isBlocked ? 'b' : 'N'} db=${session.database.index}`,
    `sub=${channels.size} psub=${patterns.size} multi=${transaction?.queued.length ?? -1} cmd=${session.lastCommand}`,
    `user=default lib-name=${library.name} lib-ver=${library.version} resp=${reply.protocol}`,
  ].join(' ');
}

function unblock({ session, reply }: Context, args: Arguments): void {
  const id = args.integer(2);
  const reason = args.count > 3 ? args.option(3) : 'TIMEOUT';
  if (args.count > 4 || (reason !== 'TIMEOUT' && reason !== 'ERROR')) {
    refuse('ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR');
  }
  const error = reason === 'ERROR' ? 'UNBLOCKED client unblocked via CLIENT UNBLOCK' : undefined;
  const unblocked = session.engine.sessions.get(id)?.unblock(error) ?? false;
  reply.integer(unblocked ? 1 : 0);
}

// By id, the form that programs use.
function kill({ session, reply }: Context, args: Arguments): void {
  if (args.count !== 4 || args.option(2) !== 'ID') syntaxError();
  const id = args.integer(3, 'ERR client-id should be greater than 0');
  const victim = session.engine.sessions.get(id);
  if (victim !== undefined && victim !== session) victim.socket.destroy();
  if (victim === session) session.closing = true;
  reply.integer(victim === undefined ? 0 : 1);
}
