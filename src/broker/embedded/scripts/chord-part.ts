// The twin of redis/scripts/chord-part.ts.

import type { Context } from '../command.ts';
import type { SortedSet } from '../store/sorted-set.ts';
import { at } from './twin.ts';

export function chordPart({ db, reply }: Context, keys: readonly string[], args: readonly string[]): void {
  const [ended, added, size, structure] = [at(keys, 0), at(keys, 1), at(keys, 2), at(keys, 3)];
  const score = at(args, 0);
  const members = db.sortedSetToFill(ended);
  const place = score === '+inf' ? Infinity : Number(score);
  if (!isNoted(members, place, at(args, 3))) members.set(at(args, 1), place);
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

const START = /^\[[ \t-\r]*1[ \t-\r]*,[ \t-\r]*/;

function isNoted(members: SortedSet, place: number, id: string): boolean {
  for (const [member, score] of members.entries()) {
    if (score === place && member.startsWith(id, START.exec(member)?.[0].length)) return true;
  }
  return false;
}
