// The twin of redis/scripts/chord-part.ts.

import type { Context } from '../command.ts';
import { at } from './twin.ts';

export function chordPart({ db, reply }: Context, keys: readonly string[], args: readonly string[]): void {
  const [ended, added, size, structure] = [at(keys, 0), at(keys, 1), at(keys, 2), at(keys, 3)];
  const score = at(args, 0);
  const members = db.sortedSetToFill(ended);
  members.set(at(args, 1), score === '+inf' ? Infinity : Number(score));
  db.changed(ended);
  const keepSec = Number(at(args, 2));
  if (keepSec > 0) {
    const expiresAtMs = Date.now() + keepSec * 1000;
    for (const key of [ended, added, size]) if (db.get(key) !== undefined) db.setExpiry(key, expiresAtMs);
  }
  const expected = db.string(size);
  if (expected === undefined || members.size !== Number(expected) + Number(db.string(added) ?? 0)) {
    reply.nil();
    return;
  }
  reply.array(1 + members.size);
  reply.bulkOrNil(db.string(structure));
  for (const { member } of members.ordered()) reply.bulk(member);
}
