// Reads a stored result, which a Python worker may have written.

import * as z from 'zod';
import type { StoredResult } from '../contract.ts';

const FINAL_RESULT = z.object({
  task_id: z.string(),
  status: z.enum(['SUCCESS', 'FAILURE', 'REVOKED']),
  result: z.unknown(),
  traceback: z.string().nullish(),
  children: z.array(z.unknown()).nullish(),
  date_done: z.string().nullish(),
});

/** The result, if it is one and final; undefined for a state on the way (STARTED, RETRY, a custom one). */
export function readFinalResult(document: string): StoredResult | undefined {
  const parsed = FINAL_RESULT.safeParse(parse(document));
  if (!parsed.success) return undefined;
  const { task_id, status, result, traceback, children, date_done } = parsed.data;
  return {
    task_id,
    status,
    result,
    traceback: traceback ?? null,
    children: children ?? [],
    date_done: date_done ?? null,
  };
}

function parse(document: string): unknown {
  try {
    const value: unknown = JSON.parse(document);
    return value;
  } catch {
    return undefined;
  }
}
