// The message of a task that runs again: the same, with one more retry, a time before which it must not start, and a
// tag of its own. Whatever else the sender put into it stays.

import { randomUUID } from 'node:crypto';
import { parseBody } from './decode-body.ts';
import { isList, isRecord, parseJson, recordOrEmpty, Refusal, type JsonRecord } from './json-value.ts';
import { LOSSES_HEADER } from './losses.ts';
import { reprArgs, reprKwargs } from './python-repr.ts';

export interface RetryChanges {
  readonly taskId: string;
  /** Of the new run. */
  readonly retries: number;
  /** As `formatCeleryDate` writes it. */
  readonly eta: string;
  /** null keeps what it had. */
  readonly args: readonly unknown[] | null;
  readonly kwargs: JsonRecord | null;
}

/** The envelope is one that `decodeEnvelope` has read and whose body `decodeBody` has. */
export function retriedEnvelope(envelope: string, changes: RetryChanges): string {
  const fields = recordOrEmpty(parseJson(envelope, 'message'), 'message');
  const headers = recordOrEmpty(fields['headers'], 'headers');
  const properties = recordOrEmpty(fields['properties'], 'properties');
  const { redelivered: _, ...deliveryInfo } = recordOrEmpty(properties['delivery_info'], 'delivery_info');
  return JSON.stringify({
    ...fields,
    ...bodyOf(fields, properties, changes),
    headers: 'task' in headers ? changedHeaders(headers, changes) : headers,
    properties: { ...properties, delivery_info: deliveryInfo, delivery_tag: randomUUID() },
  });
}

// As Celery has it, a task that is retried is its own parent.
function changedHeaders(headers: JsonRecord, changes: RetryChanges): JsonRecord {
  const { redelivered: _, [LOSSES_HEADER]: _losses, ...rest } = headers;
  const { taskId, retries, eta, args, kwargs } = changes;
  return {
    ...rest,
    retries,
    eta,
    parent_id: taskId,
    ...(args === null ? {} : { argsrepr: reprArgs(args) }),
    ...(kwargs === null ? {} : { kwargsrepr: reprKwargs(kwargs) }),
  };
}

// Protocol 1 keeps everything in the body.
function bodyOf(fields: JsonRecord, properties: JsonRecord, changes: RetryChanges): JsonRecord {
  const { retries, eta, args, kwargs } = changes;
  const base64 = properties['body_encoding'] === 'base64';
  const text = fields['body'];
  if (typeof text !== 'string') throw new Refusal('body is missing or not a string');
  const body = parseBody({ text, encoding: base64 ? 'base64' : 'none' });
  const written = JSON.stringify(changedBody(body, { args, kwargs, retries, eta }));
  return { body: base64 ? Buffer.from(written).toString('base64') : written };
}

function changedBody(body: unknown, changes: Omit<RetryChanges, 'taskId'>): unknown {
  const { args, kwargs, retries, eta } = changes;
  if (isList(body)) return [args ?? body[0], kwargs ?? body[1], body[2]];
  if (!isRecord(body)) throw new Refusal('body is neither a list nor an object');
  return { ...body, args: args ?? body['args'], kwargs: kwargs ?? body['kwargs'], retries, eta };
}
