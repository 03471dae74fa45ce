// What workers tell each other when one of them starts: revoked ids with the time, and the logical clock.

import * as z from 'zod';

const helloSchema = z.object({ revoked: z.unknown().optional(), clock: z.int().min(0).catch(0) });

export interface HelloDocument {
  /** Id -> when, in seconds of the sender's clock, and the id again. */
  readonly revoked: Readonly<Record<string, readonly [number, string]>>;
  readonly clock: number;
}

/** A reply of another worker; what is no reply tells nothing. */
export function readHello(reply: unknown): { readonly revoked: readonly string[]; readonly clock: number } {
  const parsed = helloSchema.safeParse(reply);
  if (!parsed.success) return { revoked: [], clock: 0 };
  return { revoked: revokedIds(parsed.data.revoked), clock: parsed.data.clock };
}

/** Ids of `{ id: [time, id] }` or of a list. */
export function revokedIds(revoked: unknown): readonly string[] {
  if (typeof revoked !== 'object' || revoked === null) return [];
  const ids: readonly unknown[] = Array.isArray(revoked) ? revoked : Object.keys(revoked);
  return ids.filter((id) => typeof id === 'string');
}

/** Python refuses a time that is written as a whole number. */
export function helloDocument(revoked: ReadonlyMap<string, number>, clock: number): HelloDocument {
  const entries = [...revoked].map(([id, atSec]): [string, readonly [number, string]] => [
    id,
    [Number.isInteger(atSec) ? atSec + 1e-6 : atSec, id],
  ]);
  return { revoked: Object.fromEntries(entries), clock };
}
