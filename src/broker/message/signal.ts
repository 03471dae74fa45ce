// The envelope of everything that is not a task: control requests, their answers, events. Never throws on input.

import { randomUUID } from 'node:crypto';
import type { Malformed } from './header.ts';
import { isRecord, parseJson, recordOrEmpty, Refusal, type JsonRecord } from './json-value.ts';

/** Longer messages are refused unread: a request is short, an answer lists tasks. */
const MAX_SIGNAL_LENGTH = 64 * 1024 * 1024;

export interface OutgoingSignal {
  readonly exchange: string;
  readonly routingKey: string;
  readonly headers: JsonRecord;
  /** The body as JSON text. */
  readonly body: string;
  /** 2 for control, 1 for events, as Celery sends them; means nothing to Redis. */
  readonly deliveryMode: 1 | 2;
}

export type DecodedSignal =
  { readonly kind: 'signal'; readonly headers: JsonRecord; readonly body: unknown } | Malformed;

/** The complete envelope as JSON text, with every field without which a Python worker ends. */
export function encodeSignal(signal: OutgoingSignal): string {
  return JSON.stringify({
    body: Buffer.from(signal.body, 'utf8').toString('base64'),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: signal.headers,
    properties: {
      delivery_mode: signal.deliveryMode,
      delivery_info: { exchange: signal.exchange, routing_key: signal.routingKey },
      priority: 0,
      body_encoding: 'base64',
      delivery_tag: randomUUID(),
    },
  });
}

/** Reads an envelope and the JSON in its body. */
export function decodeSignal(text: string): DecodedSignal {
  return refusing(() => {
    if (text.length > MAX_SIGNAL_LENGTH)
      throw new Refusal(`message of ${text.length} characters is too long`);
    const envelope = parseJson(text, 'message');
    if (!isRecord(envelope)) throw new Refusal('message is not a JSON object');
    if (envelope['content-type'] !== 'application/json')
      throw new Refusal('content type is not application/json');
    const headers = recordOrEmpty(envelope['headers'], 'headers');
    const properties = recordOrEmpty(envelope['properties'], 'properties');
    return { kind: 'signal', headers, body: readBody(envelope['body'], properties['body_encoding']) };
  });
}

/** Runs a reader; a Refusal becomes its answer. */
export function refusing<T>(read: () => T): T | Malformed {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'malformed', reason: error.message };
    throw error;
  }
}

function readBody(body: unknown, encoding: unknown): unknown {
  if (typeof body !== 'string') throw new Refusal('body is missing or not a string');
  if (encoding === undefined || encoding === null) return parseJson(body, 'body');
  if (encoding !== 'base64') throw new Refusal('body encoding is neither base64 nor absent');
  return parseJson(Buffer.from(body, 'base64').toString('utf8'), 'body');
}
