// Events on the wire: one object on its type's channel, or a list of task events on `task.multi`.

import type { Malformed } from './header.ts';
import { isList, isRecord, Refusal, requiredText, type JsonRecord } from './json-value.ts';
import { decodeSignal, encodeSignal, refusing } from './signal.ts';

const EVENT_EXCHANGE = 'celeryev';
/** Matches the channels of every event. */
export const EVENT_CHANNELS = `${EVENT_EXCHANGE}/*`;
const MANY = 'task.multi';
/** Longer names belong to no node and to no task. */
export const LONGEST_NAME = 500;

/** What every event says of itself; the other fields depend on `type`. */
export interface CeleryEvent {
  readonly type: string;
  /** The node's name. */
  readonly hostname: string;
  readonly [field: string]: unknown;
}

export interface OutgoingEvents {
  readonly channel: string;
  readonly text: string;
}

export type DecodedEvents = { readonly kind: 'events'; readonly events: readonly CeleryEvent[] } | Malformed;

/** One event of a worker, by itself. */
export function encodeEvent(event: CeleryEvent): OutgoingEvents {
  const routingKey = event.type.replaceAll('-', '.');
  return outgoing(routingKey, event.hostname, JSON.stringify(event));
}

/** Task events of one node, each already as JSON text. */
export function encodeEventList(hostname: string, events: readonly string[]): OutgoingEvents {
  return outgoing(MANY, hostname, `[${events.join(',')}]`);
}

/** Both forms. */
export function decodeEvents(text: string): DecodedEvents {
  const signal = decodeSignal(text);
  if (signal.kind === 'malformed') return signal;
  return refusing(() => {
    const list: readonly unknown[] = isList(signal.body) ? signal.body : [signal.body];
    return { kind: 'events', events: list.map(readEvent) };
  });
}

function outgoing(routingKey: string, hostname: string, body: string): OutgoingEvents {
  const text = encodeSignal({
    exchange: EVENT_EXCHANGE,
    routingKey,
    headers: { hostname },
    body,
    deliveryMode: 1,
  });
  return { channel: `${EVENT_EXCHANGE}/${routingKey}`, text };
}

function readEvent(value: unknown): CeleryEvent {
  if (!isRecord(value)) throw new Refusal('event is not an object');
  const fields: JsonRecord = value;
  const hostname = requiredText(fields['hostname'], 'event hostname');
  if (hostname.length > LONGEST_NAME) throw new Refusal('event hostname is too long');
  return { ...fields, type: requiredText(fields['type'], 'event type'), hostname };
}
