// The twin of redis/scripts/ack.ts.

import type { Context } from '../command.ts';
import { at } from './twin.ts';

export function ack({ db, reply }: Context, keys: readonly string[], tags: readonly string[]): void {
  const unacked = db.hash(at(keys, 0));
  const index = db.sortedSet(at(keys, 1));
  let claimed = 0;
  for (const tag of tags) {
    index?.delete(tag);
    if (unacked?.delete(tag) === true) claimed++;
  }
  db.changed(at(keys, 0));
  db.changed(at(keys, 1));
  reply.integer(claimed);
}
