// Reads one queue item: untrusted text in, a checked TaskHeader or a reason out. Never throws.
// This is the worker's hot path: one JSON.parse, fields read by hand, the body left encoded.

import { parseCeleryDate } from './date.ts';
import type { DecodedEnvelope, EncodedBody, TaskHeader, TimeLimitSec } from './header.ts';
import {
  isList,
  isRecord,
  numberOrNull,
  parseJson,
  recordOrEmpty,
  Refusal,
  requiredText,
  textOr,
  textOrNull,
  type JsonRecord,
} from './json-value.ts';
import { LOSSES_HEADER, readLosses } from './losses.ts';
import { legacyHeaders } from './protocol-1.ts';

/** Longer messages are refused unread. */
const MAX_MESSAGE_LENGTH = 16 * 1024 * 1024;

const NO_LIMIT: TimeLimitSec = { hard: null, soft: null };

/** Reads the envelope of a task message, protocol 2 or 1. */
export function decodeEnvelope(text: string): DecodedEnvelope {
  try {
    return { kind: 'task', task: readEnvelope(text) };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'malformed', reason: error.message };
    throw error;
  }
}

function readEnvelope(text: string): TaskHeader {
  if (text.length > MAX_MESSAGE_LENGTH) {
    throw new Refusal(`message of ${text.length} characters is longer than ${MAX_MESSAGE_LENGTH}`);
  }
  const envelope = parseJson(text, 'message');
  if (!isRecord(envelope)) throw new Refusal('message is not a JSON object');
  checkContentType(envelope['content-type']);
  const headers = recordOrEmpty(envelope['headers'], 'headers');
  const properties = recordOrEmpty(envelope['properties'], 'properties');
  if (headers['compression'] !== undefined && headers['compression'] !== null) {
    throw new Refusal('body is compressed, which is not supported');
  }
  const body = readBody(envelope['body'], properties['body_encoding']);
  return readHeader('task' in headers ? headers : legacyHeaders(headers, body), properties, body);
}

function checkContentType(value: unknown): void {
  if (value === 'application/json') return;
  const found = typeof value === 'string' ? `"${value.slice(0, 80)}"` : 'missing';
  throw new Refusal(`content type is ${found}, only application/json is accepted`);
}

function readBody(value: unknown, encoding: unknown): EncodedBody {
  if (typeof value !== 'string') throw new Refusal('body is missing or not a string');
  if (encoding === 'base64') return { text: value, encoding: 'base64' };
  if (encoding === undefined || encoding === null) return { text: value, encoding: 'none' };
  throw new Refusal('body encoding is neither base64 nor absent');
}

function readHeader(headers: JsonRecord, properties: JsonRecord, body: EncodedBody): TaskHeader {
  const id = requiredText(headers['id'], 'task id');
  const deliveryInfo = recordOrEmpty(properties['delivery_info'], 'delivery_info');
  return {
    id,
    name: requiredText(headers['task'], 'task name'),
    queue: textOr(deliveryInfo['routing_key'], ''),
    priority: readPriority(properties['priority']),
    eta: readDate(headers['eta'], 'eta'),
    expires: readDate(headers['expires'], 'expires'),
    retries: readRetries(headers['retries']),
    timeLimitSec: readTimeLimit(headers['timelimit']),
    rootId: textOr(headers['root_id'], id),
    parentId: textOrNull(headers['parent_id'], 'parent_id'),
    group: textOrNull(headers['group'], 'group'),
    groupIndex: numberOrNull(headers['group_index'], 'group_index'),
    correlationId: textOr(properties['correlation_id'], id),
    replyTo: textOr(properties['reply_to'], ''),
    ignoreResult: typeof headers['ignore_result'] === 'boolean' ? headers['ignore_result'] : null,
    redelivered: headers['redelivered'] === true || deliveryInfo['redelivered'] === true,
    losses: readLosses(headers[LOSSES_HEADER]),
    origin: textOr(headers['origin'], ''),
    shadow: textOrNull(headers['shadow'], 'shadow'),
    argsRepr: textOr(headers['argsrepr'], ''),
    kwargsRepr: textOr(headers['kwargsrepr'], ''),
    body,
  };
}

function readPriority(value: unknown): number {
  return typeof value === 'number' ? Math.min(9, Math.max(0, Math.trunc(value))) : 0;
}

function readDate(value: unknown, what: string): string | null {
  const text = textOrNull(value, what);
  if (text !== null && parseCeleryDate(text) === undefined) throw new Refusal(`${what} is not an ISO date`);
  return text;
}

function readRetries(value: unknown): number {
  const retries = numberOrNull(value, 'retries') ?? 0;
  if (!Number.isSafeInteger(retries) || retries < 0) throw new Refusal('retries is not a count');
  return retries;
}

function readTimeLimit(value: unknown): TimeLimitSec {
  if (value === undefined || value === null) return NO_LIMIT;
  if (!isList(value)) throw new Refusal('timelimit is not a list');
  const hard = readLimit(value[0]);
  const soft = readLimit(value[1]);
  return hard === null && soft === null ? NO_LIMIT : { hard, soft };
}

function readLimit(value: unknown): number | null {
  const limit = numberOrNull(value, 'timelimit');
  if (limit !== null && limit < 0) throw new Refusal('timelimit is negative');
  return limit === 0 ? null : limit;
}
