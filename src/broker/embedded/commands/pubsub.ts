// Publish and subscribe.

import type { Arguments } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import { refuse } from '../refusal.ts';

export const PUBSUB_COMMANDS: readonly Command[] = [
  {
    name: 'publish',
    arity: 3,
    run: ({ session, reply }, args) =>
      reply.integer(session.engine.pubsub.publish(args.text(1), args.text(2))),
  },
  { name: 'subscribe', arity: -2, whileSubscribed: true, run: subscribe },
  { name: 'psubscribe', arity: -2, whileSubscribed: true, run: subscribePatterns },
  { name: 'unsubscribe', arity: -1, whileSubscribed: true, run: unsubscribe },
  { name: 'punsubscribe', arity: -1, whileSubscribed: true, run: unsubscribePatterns },
  { name: 'pubsub', arity: -2, run: inspect },
];

function subscribe(context: Context, args: Arguments): void {
  const { session } = context;
  for (const channel of args.from(1)) {
    session.channels.add(channel);
    session.engine.pubsub.subscribe(channel, session);
    confirm(context, 'subscribe', channel);
  }
}

function subscribePatterns(context: Context, args: Arguments): void {
  const { session } = context;
  for (const pattern of args.from(1)) {
    session.patterns.add(pattern);
    session.engine.pubsub.subscribePattern(pattern, session);
    confirm(context, 'psubscribe', pattern);
  }
}

// Without names: from everything. There is always a confirmation, if only of nothing.
function unsubscribe(context: Context, args: Arguments): void {
  const { session } = context;
  const channels = args.count > 1 ? args.from(1) : [...session.channels];
  for (const channel of channels) {
    session.channels.delete(channel);
    session.engine.pubsub.unsubscribe(channel, session);
    confirm(context, 'unsubscribe', channel);
  }
  if (channels.length === 0) confirm(context, 'unsubscribe', undefined);
}

function unsubscribePatterns(context: Context, args: Arguments): void {
  const { session } = context;
  const patterns = args.count > 1 ? args.from(1) : [...session.patterns];
  for (const pattern of patterns) {
    session.patterns.delete(pattern);
    session.engine.pubsub.unsubscribePattern(pattern, session);
    confirm(context, 'punsubscribe', pattern);
  }
  if (patterns.length === 0) confirm(context, 'punsubscribe', undefined);
}

function confirm({ session, reply }: Context, what: string, name: string | undefined): void {
  reply.push(3);
  reply.bulk(what);
  reply.bulkOrNil(name);
  reply.integer(session.subscriptions);
}

function inspect({ session, reply }: Context, args: Arguments): void {
  const { pubsub } = session.engine;
  switch (args.option(1)) {
    case 'CHANNELS':
      reply.bulks(pubsub.channels(args.count > 2 ? args.text(2) : '*'));
      return;
    case 'NUMSUB':
      reply.map(args.count - 2);
      for (const channel of args.from(2)) {
        reply.bulk(channel);
        reply.integer(pubsub.listeners(channel));
      }
      return;
    case 'NUMPAT':
      reply.integer(pubsub.patternCount);
      return;
    default:
      refuse(`ERR unknown subcommand '${args.text(1)}'. Try PUBSUB HELP.`);
  }
}
