// The twin of redis/scripts/put-back.ts.

import type { Context } from '../command.ts';
import { putOne } from '../commands/lists.ts';
import { at } from './twin.ts';

export function putBack({ db, reply }: Context, keys: readonly string[], args: readonly string[]): void {
  if (at(args, 1) === '1' && db.get(at(keys, keys.length - 1)) !== undefined) {
    reply.integer(-1);
    return;
  }
  const unacked = db.hash(at(keys, 0));
  const index = db.sortedSet(at(keys, 1));
  const side = at(args, 0) === 'LPUSH' ? 'LEFT' : 'RIGHT';
  let moved = 0;
  for (let i = 2; i < args.length; i += 3) {
    const tag = at(args, i);
    if (unacked?.has(tag) === true) {
      putOne(db, at(keys, 1 + Number(at(args, i + 1))), side, at(args, i + 2));
      unacked.delete(tag);
      moved++;
    }
    index?.delete(tag);
  }
  db.changed(at(keys, 0));
  db.changed(at(keys, 1));
  reply.integer(moved);
}
