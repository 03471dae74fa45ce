// The twin of redis/scripts/register.ts.

import type { Context } from '../command.ts';
import { at } from './twin.ts';

export function register({ db, reply }: Context, keys: readonly string[], args: readonly string[]): void {
  const [liveness, consumers] = [at(keys, 0), at(keys, 1)];
  if (db.get(liveness) === undefined) db.put(liveness, { kind: 'string', text: '1' });
  db.setExpiry(liveness, Date.now() + Number(at(args, 0)));
  db.hashToFill(consumers).set(at(args, 1), at(args, 2));
  db.changed(consumers);
  reply.integer(1);
}
