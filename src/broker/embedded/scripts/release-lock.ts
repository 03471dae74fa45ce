// The script by which the Python client redis-py releases a lock: deletes it if the token is still ours. Celery's
// workers use it around their sweep.

import type { Context } from '../command.ts';
import { at } from './twin.ts';

export const RELEASE_LOCK_SHA = 'c3f8721cbb97f72bc19e972846bd7aaf91901658';

export function releaseLock({ db, reply }: Context, keys: readonly string[], args: readonly string[]): void {
  const ours = db.string(at(keys, 0)) === at(args, 0);
  if (ours) db.delete(at(keys, 0));
  reply.integer(ours ? 1 : 0);
}
