// The twin of redis/scripts/purge.ts.

import type { Context } from '../command.ts';

export function purge({ db, reply }: Context, keys: readonly string[]): void {
  const waiting = keys.reduce((sum, key) => sum + (db.list(key)?.length ?? 0), 0);
  for (const key of keys) db.delete(key);
  reply.integer(waiting);
}
