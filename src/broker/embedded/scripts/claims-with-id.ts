// The twin of redis/scripts/claims-with-id.ts. As with HSCAN here, everything is answered at once.

import type { Context } from '../command.ts';
import { at } from './twin.ts';
import { hasId } from './with-id.ts';

export function claimsWithId({ db, reply }: Context, keys: readonly string[], args: readonly string[]): void {
  const isFound = hasId(at(args, 2));
  const claims = [...(db.hash(at(keys, 0)) ?? [])];
  reply.bulks(['0', ...claims.filter(([, message]) => isFound(message)).map(([tag]) => tag)]);
}
