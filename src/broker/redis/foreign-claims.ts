// Python workers' claims, which nobody refreshes: what is older than the visibility timeout goes back to the head of
// its queue, as any Python consumer would do it. Ours are told by their tags and never touched here.

import { markRedelivered } from '../message/index.ts';
import { isList, isRecord } from '../message/json-value.ts';
import { putBack, type Return } from './claims.ts';
import type { Connection } from './connection.ts';
import { bindingKey, listKey, priorityStep, UNACKED, UNACKED_INDEX, UNACKED_MUTEX } from './keys.ts';
import { parseTag } from './receipt.ts';
import { RELEASE_LOCK } from './scripts/index.ts';

const PAGE = 500;

/** Longer than a sweep takes; short enough not to keep others off when we die in it. */
const MUTEX_MS = 10_000;

/** Newest first, as Celery's sweep, so that the oldest comes out first. Leaves it to a Python worker that is at it. */
export async function giveBackForeign(
  connection: Connection,
  consumerId: string,
  olderThanMs: number,
): Promise<void> {
  const { redis } = connection;
  const tags = await overdue(connection, olderThanMs);
  if (tags.length === 0) return;
  if ((await connection.run(redis.set(UNACKED_MUTEX, consumerId, 'PX', MUTEX_MS, 'NX'))) !== 'OK') return;
  try {
    // Looked at again: a sweep that has just ended may have dealt with them.
    const still = await overdue(connection, olderThanMs);
    const bindings = new Bindings(connection);
    for (let from = 0; from < still.length; from += PAGE) {
      await giveBackSome(connection, bindings, still.slice(from, from + PAGE));
    }
  } finally {
    await connection.script(RELEASE_LOCK, [UNACKED_MUTEX], [consumerId]);
  }
}

async function overdue(connection: Connection, olderThanMs: number): Promise<readonly string[]> {
  const { redis } = connection;
  const [seconds, micros] = await connection.run(redis.time());
  const latest = (Number(seconds) + Number(micros) / 1e6 - olderThanMs / 1000).toFixed(6);
  const tags: string[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await connection.run(
      redis.zrangebyscore(UNACKED_INDEX, '-inf', latest, 'LIMIT', offset, PAGE),
    );
    tags.push(...page.filter((tag) => parseTag(tag) === undefined));
    if (page.length < PAGE) return tags.toReversed();
  }
}

async function giveBackSome(
  connection: Connection,
  bindings: Bindings,
  tags: readonly string[],
): Promise<void> {
  const values = await connection.run(connection.redis.hmget(UNACKED, ...tags));
  const returns: Return[] = [];
  for (const [i, tag] of tags.entries()) {
    const found = await readClaim(bindings, tag, values[i] ?? undefined);
    if (found !== undefined) returns.push(found);
  }
  await putBack(connection, 'head', returns);
}

// What cannot be read stays where it is: it is not ours to throw away.
async function readClaim(
  bindings: Bindings,
  tag: string,
  value: string | undefined,
): Promise<Return | undefined> {
  const claim = parse(value);
  if (!isList(claim)) return undefined;
  const [message, exchange, routingKey] = claim;
  if (!isRecord(message) || typeof routingKey !== 'string') return undefined;
  const queue = await bindings.queueOf(typeof exchange === 'string' ? exchange : '', routingKey);
  if (queue === undefined) return undefined;
  const properties = isRecord(message['properties']) ? message['properties'] : {};
  const step = priorityStep(Number(properties['priority'] ?? 0));
  return { tag, key: listKey(queue, step), envelope: markRedelivered(JSON.stringify(message)) };
}

/** Where exchanges lead, each asked for once: thousands of claims may have gone through the same. */
class Bindings {
  readonly #connection: Connection;
  readonly #known = new Map<string, readonly (readonly string[])[]>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The default exchange leads to the queue of the key's name; another one's bindings are sets of `key, pattern, queue`. */
  async queueOf(exchange: string, routingKey: string): Promise<string | undefined> {
    if (exchange === '') return routingKey;
    const bound = this.#known.get(exchange) ?? (await this.#ask(exchange));
    return bound.find(([key]) => key === routingKey)?.[2];
  }

  async #ask(exchange: string): Promise<readonly (readonly string[])[]> {
    const members = await this.#connection.run(this.#connection.redis.smembers(bindingKey(exchange)));
    const bound = members.map((member) => member.split('\x06\x16'));
    this.#known.set(exchange, bound);
    return bound;
  }
}

function parse(value: string | undefined): unknown {
  try {
    const parsed: unknown = JSON.parse(value ?? '');
    return parsed;
  } catch {
    return undefined;
  }
}
