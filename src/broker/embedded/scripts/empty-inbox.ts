// The twin of redis/scripts/empty-inbox.ts.

import type { Context } from '../command.ts';
import { moveOne } from '../commands/lists.ts';
import { at } from './twin.ts';

export function emptyInbox({ db, reply }: Context, keys: readonly string[]): void {
  let moved = 0;
  while (moveOne(db, at(keys, 0), at(keys, 1), 'RIGHT', 'RIGHT') !== undefined) moved++;
  reply.integer(moved);
}
