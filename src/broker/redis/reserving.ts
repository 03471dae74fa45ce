// One round of taking messages: waits for one and claims as many as wanted, in one trip.
//
// Waiting is `BLMOVE list inbox RIGHT RIGHT`, with the claiming script right behind it in the same flush: the
// server blocks on the first and runs the second the moment a message comes, so from send to claim is one trip,
// nobody polls, and of many waiting consumers only one is woken. The inbox is the consumer's own and is
// emptied by the script; nothing can be lost in it, see intake.ts and reaper.ts.

import { HeadcountError } from '../../errors/index.ts';
import { isNoScript, type Connection } from './connection.ts';
import { inboxKey, livenessKey, MALFORMED, UNACKED, UNACKED_INDEX, type QueueList } from './keys.ts';
import { claimEnding, tagEnding } from './receipt.ts';
import { readReserved, type ReservedGroup } from './replies.ts';
import { RESERVE } from './scripts/index.ts';

export interface Round {
  readonly max: number;
  /** 0 = do not wait. */
  readonly waitMs: number;
  /** In the order to be served. */
  readonly lists: readonly QueueList[];
  /** The list to wait for; one of `lists`. */
  readonly inboxSource: string;
  /** Number of the first claim; `max` numbers are used up. */
  readonly firstClaim: number;
}

type Answer = readonly [error: Error | null, result: unknown];

/** undefined: the server does not know us as alive; nothing was claimed. */
export async function reserveRound(
  connection: Connection,
  consumerId: string,
  round: Round,
): Promise<readonly ReservedGroup[] | undefined> {
  const keys = scriptKeys(consumerId, round.lists);
  const args = scriptArgs(consumerId, round);
  if (round.waitMs <= 0) return readReserved(await connection.script(RESERVE, keys, args));
  const pipeline = connection.redis
    .pipeline()
    .blmove(round.inboxSource, inboxKey(consumerId), 'RIGHT', 'RIGHT', seconds(round.waitMs))
    .evalsha(RESERVE.sha, keys.length, ...keys, ...args);
  const [waited, claimed] = (await connection.run(pipeline.exec())) ?? [];
  // What was waited for lies in the inbox still when the server did not know the script.
  if (isNoScript(claimed?.[0])) return readReserved(await connection.script(RESERVE, keys, args));
  const groups = readReserved(await resultOf(connection, claimed));
  if (groups?.length === 0) await resultOf(connection, waited);
  return groups;
}

async function resultOf(connection: Connection, answer: Answer | undefined): Promise<unknown> {
  if (answer === undefined) throw new HeadcountError('BUG', 'a reserve round came back without an answer');
  const [failure, result] = answer;
  return failure === null ? result : connection.run(Promise.reject(failure));
}

/** Redis takes 0 for "without end". */
const seconds = (waitMs: number): string => Math.max(0.001, waitMs / 1000).toFixed(3);

function scriptKeys(consumerId: string, lists: readonly QueueList[]): readonly string[] {
  const fixed = [livenessKey(consumerId), inboxKey(consumerId), UNACKED, UNACKED_INDEX, MALFORMED];
  return [...fixed, ...lists.map(({ key }) => key)];
}

function scriptArgs(consumerId: string, round: Round): readonly (string | number)[] {
  const feeding = round.lists.findIndex(({ key }) => key === round.inboxSource) + 1;
  const endings = round.lists.flatMap((list) => [tagEnding(list), claimEnding(list.queue)]);
  return [round.max, round.firstClaim, consumerId, feeding, ...endings];
}
