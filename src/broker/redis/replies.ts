// Replies of our scripts, checked. The server is trusted to answer what the script returns; anything
// else means that it is not the server we think it is.

import { HeadcountError } from '../../errors/index.ts';

/** What one list gave: which list (from 0), the number of the first claim (-1: set aside, no claims). */
export interface ReservedGroup {
  readonly list: number;
  readonly firstClaim: number;
  readonly envelopes: readonly string[];
}

/** undefined: the server does not think we are alive. */
export function readReserved(reply: unknown): readonly ReservedGroup[] | undefined {
  if (reply === null) return undefined;
  if (!Array.isArray(reply)) throw unexpected(reply);
  return reply.map((group: unknown) => readGroup(group));
}

function readGroup(group: unknown): ReservedGroup {
  if (!Array.isArray(group)) throw unexpected(group);
  const parts: readonly unknown[] = group;
  const [list, firstClaim, ...envelopes] = parts;
  if (typeof list !== 'number' || typeof firstClaim !== 'number' || !areTexts(envelopes))
    throw unexpected(group);
  return { list: list - 1, firstClaim, envelopes };
}

export function readCounts(reply: unknown): readonly number[] {
  if (!Array.isArray(reply)) throw unexpected(reply);
  return reply.map((count: unknown) => {
    if (typeof count !== 'number') throw unexpected(count);
    return count;
  });
}

/** A list of strings, some of which may be missing. */
export function readTexts(reply: unknown): readonly (string | null)[] {
  if (!Array.isArray(reply)) throw unexpected(reply);
  return reply.map((text: unknown) => {
    if (text !== null && typeof text !== 'string') throw unexpected(text);
    return text;
  });
}

function areTexts(values: readonly unknown[]): values is readonly string[] {
  return values.every((value) => typeof value === 'string');
}

function unexpected(reply: unknown): HeadcountError {
  return new HeadcountError(
    'BROKER_UNSUITABLE',
    `the broker gave an unexpected reply of type ${typeof reply}`,
  );
}
