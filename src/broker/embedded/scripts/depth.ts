// The twin of redis/scripts/depth.ts.

import type { Context } from '../command.ts';
import { at } from './twin.ts';

const TAG = /^[^:]+:\d+:[0369]:(.*)$/s;
const LISTS_A_QUEUE = 4;

export function depth({ db, reply }: Context, keys: readonly string[], args: readonly string[]): void {
  const queues = args.filter((_, i) => i % 2 === 0);
  const endings = args.filter((_, i) => i % 2 === 1);
  const waiting = queues.map((_, queue) => {
    const lists = keys.slice(2 + LISTS_A_QUEUE * queue, 2 + LISTS_A_QUEUE * (queue + 1));
    return lists.reduce((sum, key) => sum + (db.list(key)?.length ?? 0), 0);
  });
  const claimed = queues.map(() => 0);
  const unacked = db.hash(at(keys, 0));
  for (const [tag] of db.sortedSet(at(keys, 1))?.entries() ?? []) {
    const name = TAG.exec(tag)?.[1];
    const claim = name === undefined ? unacked?.get(tag) : undefined;
    const queue =
      name === undefined ? endings.findIndex((ending) => claim?.endsWith(ending)) : queues.indexOf(name);
    if (queue >= 0) claimed[queue] = (claimed[queue] ?? 0) + 1;
  }
  reply.array(args.length);
  queues.forEach((_, queue) => {
    reply.integer(waiting[queue] ?? 0);
    reply.integer(claimed[queue] ?? 0);
  });
}
