// How often a slot died under a message, written into its headers. Celery hands unknown headers on unread.

import { isRecord, parseJson, recordOrEmpty } from './json-value.ts';

export const LOSSES_HEADER = 'x-headcount-losses';

/** Anything but a count is none. */
export function readLosses(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** The same envelope with the count set; what is not a readable envelope stays as it is. */
export function withLosses(envelope: string, losses: number): string {
  try {
    const fields = parseJson(envelope, 'message');
    if (!isRecord(fields)) return envelope;
    const headers = recordOrEmpty(fields['headers'], 'headers');
    return JSON.stringify({ ...fields, headers: { ...headers, [LOSSES_HEADER]: losses } });
  } catch {
    return envelope;
  }
}
