// Ranges of sorted sets, by rank and by score.

import { readFloat, type Arguments } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import { refuse, syntaxError } from '../refusal.ts';
import type { ReplyWriter } from '../reply-writer.ts';
import type { Scored } from '../store/sorted-set.ts';

export const SORTED_SET_RANGE_COMMANDS: readonly Command[] = [
  { name: 'zrange', arity: -4, run: range },
  { name: 'zrevrange', arity: -4, run: reversedRange },
  { name: 'zrangebyscore', arity: -4, run: (context, args) => rangeByScore(context, args, false) },
  { name: 'zrevrangebyscore', arity: -4, run: (context, args) => rangeByScore(context, args, true) },
  { name: 'zcount', arity: 4, run: count },
  { name: 'zrank', arity: 3, run: rank },
  { name: 'zremrangebyscore', arity: 4, run: removeByScore },
];

interface RangeOptions {
  byScore: boolean;
  reversed: boolean;
  withScores: boolean;
  limit: { readonly offset: number; readonly count: number } | undefined;
}

type Within = (score: number) => boolean;

function range({ db, reply }: Context, args: Arguments): void {
  const options = rangeOptions(args, { mayBeByScore: true, mayLimit: true });
  if (options.limit !== undefined && !options.byScore) {
    refuse('ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX');
  }
  const [low, high] = options.reversed && options.byScore ? [3, 2] : [2, 3];
  const within = options.byScore ? scoreRange(args, low, high) : undefined;
  const ranks = options.byScore ? undefined : ([args.integer(2), args.integer(3)] as const);
  const ordered = db.sortedSet(args.text(1))?.ordered() ?? [];
  const directed = options.reversed ? ordered.toReversed() : ordered;
  const found =
    within === undefined ? byRank(directed, ranks ?? [0, -1]) : byScore(directed, within, options);
  replyScored(reply, found, options.withScores);
}

function reversedRange({ db, reply }: Context, args: Arguments): void {
  const { withScores } = rangeOptions(args, { mayBeByScore: false, mayLimit: false });
  const ranks = [args.integer(2), args.integer(3)] as const;
  const ordered = db.sortedSet(args.text(1))?.ordered() ?? [];
  replyScored(reply, byRank(ordered.toReversed(), ranks), withScores);
}

function rangeByScore({ db, reply }: Context, args: Arguments, reversed: boolean): void {
  const options = rangeOptions(args, { mayBeByScore: false, mayLimit: true });
  const within = reversed ? scoreRange(args, 3, 2) : scoreRange(args, 2, 3);
  const ordered = db.sortedSet(args.text(1))?.ordered() ?? [];
  replyScored(reply, byScore(reversed ? ordered.toReversed() : ordered, within, options), options.withScores);
}

function count({ db, reply }: Context, args: Arguments): void {
  const within = scoreRange(args, 2, 3);
  reply.integer((db.sortedSet(args.text(1))?.ordered() ?? []).filter(({ score }) => within(score)).length);
}

function rank({ db, reply }: Context, args: Arguments): void {
  const found = (db.sortedSet(args.text(1))?.ordered() ?? []).findIndex(
    ({ member }) => member === args.text(2),
  );
  if (found < 0) reply.nil();
  else reply.integer(found);
}

function removeByScore({ db, reply }: Context, args: Arguments): void {
  const within = scoreRange(args, 2, 3);
  const set = db.sortedSet(args.text(1));
  const doomed = (set?.ordered() ?? []).filter(({ score }) => within(score));
  for (const { member } of doomed) set?.delete(member);
  if (doomed.length > 0) db.changed(args.text(1));
  reply.integer(doomed.length);
}

function rangeOptions(
  args: Arguments,
  { mayBeByScore, mayLimit }: { readonly mayBeByScore: boolean; readonly mayLimit: boolean },
): RangeOptions {
  const options: RangeOptions = { byScore: false, reversed: false, withScores: false, limit: undefined };
  for (let i = 4; i < args.count; i++) {
    const option = args.option(i);
    if (option === 'WITHSCORES') options.withScores = true;
    else if (option === 'BYSCORE' && mayBeByScore) options.byScore = true;
    else if (option === 'REV' && mayBeByScore) options.reversed = true;
    else if (option === 'LIMIT' && mayLimit && i + 2 < args.count) {
      options.limit = { offset: args.integer(++i), count: args.integer(++i) };
    } else syntaxError();
  }
  return options;
}

// An end is a number, `(number` without the number itself, or -inf/+inf.
function scoreRange(args: Arguments, lowAt: number, highAt: number): Within {
  const low = scoreEnd(args.text(lowAt));
  const high = scoreEnd(args.text(highAt));
  return (score) =>
    (low.open ? score > low.score : score >= low.score) &&
    (high.open ? score < high.score : score <= high.score);
}

function scoreEnd(text: string): { readonly score: number; readonly open: boolean } {
  const open = text.startsWith('(');
  const score = readFloat(open ? text.slice(1) : text) ?? refuse('ERR min or max is not a float');
  return { score, open };
}

function byRank(ordered: readonly Scored[], [start, stop]: readonly [number, number]): readonly Scored[] {
  const from = Math.max(0, start < 0 ? ordered.length + start : start);
  const to = stop < 0 ? ordered.length + stop : stop;
  return from > to ? [] : ordered.slice(from, to + 1);
}

function byScore(directed: readonly Scored[], within: Within, { limit }: RangeOptions): readonly Scored[] {
  const found = directed.filter(({ score }) => within(score));
  if (limit === undefined) return found;
  if (limit.offset < 0) return [];
  return found.slice(limit.offset, limit.count < 0 ? undefined : limit.offset + limit.count);
}

function replyScored(reply: ReplyWriter, found: readonly Scored[], withScores: boolean): void {
  const nested = withScores && reply.protocol === 3;
  reply.array(withScores && !nested ? found.length * 2 : found.length);
  for (const { member, score } of found) {
    if (nested) reply.array(2);
    reply.bulk(member);
    if (withScores) reply.double(score);
  }
}
