// Claims as they lie on the server: finding a consumer's, and putting messages back into their lists.

import type { Connection } from './connection.ts';
import { listKey, UNACKED, UNACKED_INDEX } from './keys.ts';
import { claimedEnvelope, parseTag, type ParsedTag } from './receipt.ts';
import { PUT_BACK } from './scripts/index.ts';

/** One of our claims with its message. */
export interface Claim extends ParsedTag {
  readonly tag: string;
  readonly envelope: string;
}

/** What to put back where. */
export interface Return {
  readonly tag: string;
  readonly key: string;
  readonly envelope: string;
}

const SCAN_STEP = 1000;
const BATCH = 250;
/** What the script answers then. */
const OWNER_LIVES = -1;

/** Every claim of one consumer, oldest first. Scans the database's claims in bounded steps. */
export async function claimsOf(connection: Connection, consumerId: string): Promise<readonly Claim[]> {
  const tags = await tagsOf(connection, consumerId);
  const claims: Claim[] = [];
  for (let from = 0; from < tags.length; from += BATCH) {
    claims.push(...(await readClaims(connection, tags.slice(from, from + BATCH))));
  }
  return claims.sort((a, b) => a.counter - b.counter);
}

async function tagsOf(connection: Connection, consumerId: string): Promise<readonly string[]> {
  const tags = new Set<string>();
  let cursor = '0';
  do {
    const [next, found] = await connection.run(
      connection.redis.zscan(UNACKED_INDEX, cursor, 'MATCH', `${consumerId}:*`, 'COUNT', SCAN_STEP),
    );
    // The reply alternates members and scores.
    for (let i = 0; i < found.length; i += 2) tags.add(found[i] ?? '');
    cursor = next;
  } while (cursor !== '0');
  return [...tags];
}

async function readClaims(connection: Connection, tags: readonly string[]): Promise<readonly Claim[]> {
  const values = await connection.run(connection.redis.hmget(UNACKED, ...tags));
  return tags.flatMap((tag, i) => {
    const parsed = parseTag(tag);
    const value = values[i];
    if (parsed === undefined || typeof value !== 'string') return [];
    const envelope = claimedEnvelope(value, parsed.queue);
    return envelope === undefined ? [] : [{ ...parsed, tag, envelope }];
  });
}

/** The list a claim came from. */
export const homeOf = (claim: ParsedTag): string => listKey(claim.queue, claim.step);

/**
 * Puts messages back, in the order given, each if it is still claimed. `owner`: the liveness key of whose they are, where
 * that must be dead. Answers whether it is.
 */
export async function putBack(
  connection: Connection,
  side: 'head' | 'tail',
  returns: readonly Return[],
  owner?: string,
): Promise<boolean> {
  for (let from = 0; from < returns.length; from += BATCH) {
    const some = returns.slice(from, from + BATCH);
    const keys = [...new Set(some.map(({ key }) => key))];
    const args = some.flatMap(({ tag, key, envelope }) => [tag, keys.indexOf(key) + 1, envelope]);
    const reply = await connection.script(
      PUT_BACK,
      [UNACKED, UNACKED_INDEX, ...keys, ...(owner === undefined ? [] : [owner])],
      [side === 'head' ? 'RPUSH' : 'LPUSH', owner === undefined ? '0' : '1', ...args],
    );
    if (reply === OWNER_LIVES) return false;
  }
  return true;
}
