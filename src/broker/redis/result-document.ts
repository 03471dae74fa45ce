// Reads a stored result, which a Python worker may have written.

import { isRecord } from '../message/json-value.ts';
import type { ResultRecord, StoredResult } from '../contract.ts';

/** A result in any state; undefined when the text is none. */
export function readResult(document: string | null): ResultRecord | undefined {
  const fields = parseDocument(document);
  if (!isRecord(fields)) return undefined;
  const { task_id, status, result, traceback, children, date_done } = fields;
  if (typeof task_id !== 'string' || typeof status !== 'string') return undefined;
  if (!isTextOrNone(traceback) || !isTextOrNone(date_done)) return undefined;
  if (!Array.isArray(children ?? [])) return undefined;
  return {
    task_id,
    status,
    result,
    traceback: traceback ?? null,
    children: Array.isArray(children) ? children : [],
    date_done: date_done ?? null,
  };
}

function isTextOrNone(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}

/** The result, if it is one and final; undefined for a state on the way (STARTED, RETRY, a custom one). */
export function readFinalResult(document: string): StoredResult | undefined {
  const result = readResult(document);
  if (result === undefined) return undefined;
  const { status } = result;
  const final = status === 'SUCCESS' || status === 'FAILURE' || status === 'REVOKED';
  return final ? { ...result, status } : undefined;
}

/** undefined when there is none, or it is not JSON. */
export function parseDocument(document: string | null): unknown {
  if (document === null) return undefined;
  try {
    const value: unknown = JSON.parse(document);
    return value;
  } catch {
    return undefined;
  }
}
