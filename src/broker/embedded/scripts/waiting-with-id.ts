// The twin of redis/scripts/waiting-with-id.ts.

import type { Context } from '../command.ts';
import { at } from './twin.ts';
import { hasId } from './with-id.ts';

export function waitingWithId(
  { db, reply }: Context,
  keys: readonly string[],
  args: readonly string[],
): void {
  const list = db.list(at(keys, 0));
  const last = Math.min(Number(at(args, 1)), (list?.length ?? 0) - 1);
  const page = list?.range(Number(at(args, 0)), last) ?? [];
  reply.array(2);
  reply.integer(page.length);
  reply.integer(page.filter(hasId(at(args, 2))).length);
}
