// The twin of redis/scripts/release-lock.ts.

import type { Context } from '../command.ts';
import { at } from './twin.ts';

export function releaseLock({ db, reply }: Context, keys: readonly string[], args: readonly string[]): void {
  const ours = db.string(at(keys, 0)) === at(args, 0);
  if (ours) db.delete(at(keys, 0));
  reply.integer(ours ? 1 : 0);
}
