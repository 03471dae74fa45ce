// Checks the structured parts of an outcome that came from another process.

import * as z from 'zod';
import type { Failure, FollowUp } from './contract.ts';

const failure = z.object({
  type: z.string(),
  message: z.array(z.unknown()),
  module: z.string(),
  traceback: z.string().nullable(),
});

const record = z.record(z.string(), z.unknown());

const followUps = z.array(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('send'),
      task: z.string(),
      args: z.array(z.unknown()),
      kwargs: record,
      options: record,
      chain: z.array(z.looseObject({ task: z.string() })).nullable(),
    }),
    z.object({ kind: z.literal('unsupported'), what: z.string() }),
  ]),
);

const NONE: readonly FollowUp[] = [];

export function parseFailure(value: unknown): Failure | undefined {
  return failure.safeParse(value).data;
}

export function parseFollowUps(value: unknown): readonly FollowUp[] | undefined {
  if (Array.isArray(value) && value.length === 0) return NONE;
  return followUps.safeParse(value).data;
}
