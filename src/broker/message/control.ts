// Remote control on the wire: what a client asks of workers, and what each of them answers. Celery calls it pidbox.

import type { Malformed } from './header.ts';
import { isList, isRecord, recordOrEmpty, Refusal, requiredText, type JsonRecord } from './json-value.ts';
import { decodeSignal, encodeSignal, refusing } from './signal.ts';

/** The channel every worker listens to. */
export const CONTROL_CHANNEL = 'celery.pidbox';
const ANSWER_EXCHANGE = 'reply.celery.pidbox';

/** Where one client reads its answers. */
export interface AnswerAddress {
  readonly exchange: string;
  readonly routingKey: string;
}

/** One request to all workers, or to those it names. */
export interface ControlRequest {
  readonly method: string;
  readonly arguments: JsonRecord;
  /** Node names; null = everyone, or whoever the pattern fits. */
  readonly destination: readonly string[] | null;
  readonly pattern: string | null;
  /** How `pattern` is meant: `glob` or `pcre`. */
  readonly matcher: string | null;
  /** Comes back with every answer. */
  readonly ticket: string | null;
  /** null: no answer is wanted. */
  readonly replyTo: AnswerAddress | null;
  /** The sender's logical clock; 0 when it has none. */
  readonly clock: number;
}

export interface OutgoingRequest {
  readonly method: string;
  readonly arguments: JsonRecord;
  readonly destination: readonly string[] | null;
  readonly ticket: string | null;
  readonly replyTo: AnswerAddress | null;
  /** Epoch seconds after which nobody waits for answers any more; 0 when no answer is wanted. */
  readonly expiresAtSec: number;
}

export interface ControlAnswer {
  readonly ticket: string | null;
  readonly node: string;
  readonly reply: unknown;
}

export type DecodedRequest = { readonly kind: 'request'; readonly request: ControlRequest } | Malformed;
export type DecodedAnswer = { readonly kind: 'answer'; readonly answer: ControlAnswer } | Malformed;

export function answerAddress(clientId: string): AnswerAddress {
  return { exchange: ANSWER_EXCHANGE, routingKey: clientId };
}

/** The list that holds the answers to one client. */
export function answerList(address: AnswerAddress): string {
  return `${address.routingKey}.${address.exchange}`;
}

export function encodeRequest(request: OutgoingRequest): string {
  const { method, destination, ticket, replyTo } = request;
  return encodeSignal({
    exchange: CONTROL_CHANNEL,
    routingKey: '',
    headers: { clock: 1, expires: request.expiresAtSec },
    deliveryMode: 2,
    body: JSON.stringify({
      method,
      arguments: request.arguments,
      destination,
      pattern: null,
      matcher: null,
      ...(ticket === null ? {} : { ticket }),
      ...(replyTo === null
        ? {}
        : { reply_to: { exchange: replyTo.exchange, routing_key: replyTo.routingKey } }),
    }),
  });
}

export function decodeRequest(text: string): DecodedRequest {
  const signal = decodeSignal(text);
  if (signal.kind === 'malformed') return signal;
  return refusing(() => {
    const { body, headers } = signal;
    if (!isRecord(body)) throw new Refusal('request is not an object');
    return {
      kind: 'request',
      request: {
        method: requiredText(body['method'], 'method'),
        arguments: recordOrEmpty(body['arguments'], 'arguments'),
        destination: readNames(body['destination']),
        pattern: optionalText(body['pattern'], 'pattern'),
        matcher: optionalText(body['matcher'], 'matcher'),
        ticket: optionalText(body['ticket'], 'ticket'),
        replyTo: readAddress(body['reply_to']),
        clock: readClock(headers['clock']),
      },
    };
  });
}

export function encodeAnswer(address: AnswerAddress, answer: ControlAnswer, clock: number): string {
  return encodeSignal({
    exchange: address.exchange,
    routingKey: address.routingKey,
    headers: { ticket: answer.ticket, clock },
    deliveryMode: 2,
    body: JSON.stringify({ [answer.node]: answer.reply ?? null }),
  });
}

export function decodeAnswer(text: string): DecodedAnswer {
  const signal = decodeSignal(text);
  if (signal.kind === 'malformed') return signal;
  return refusing(() => {
    if (!isRecord(signal.body)) throw new Refusal('answer is not an object');
    const [entry, ...others] = Object.entries(signal.body);
    if (entry === undefined || others.length > 0) throw new Refusal('answer is not from one node');
    const [node, reply] = entry;
    return {
      kind: 'answer',
      answer: { ticket: optionalText(signal.headers['ticket'], 'ticket'), node, reply },
    };
  });
}

function optionalText(value: unknown, what: string): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw new Refusal(`${what} is not a string`);
  return value;
}

// An empty list means everyone, as in Celery.
function readNames(value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return null;
  const names: readonly unknown[] = isList(value) ? value : [value];
  if (!names.every((name) => typeof name === 'string'))
    throw new Refusal('destination is not a list of names');
  return names.length === 0 ? null : names;
}

// Only lists made for answers: a request must not be able to write into a task queue.
function readAddress(value: unknown): AnswerAddress | null {
  if (value === undefined || value === null) return null;
  if (!isRecord(value)) throw new Refusal('reply_to is not an object');
  const exchange = requiredText(value['exchange'], 'reply_to.exchange');
  if (!/^reply\..*\.pidbox$|^reply\.pidbox$/.test(exchange))
    throw new Refusal('reply_to is no exchange for answers');
  return { exchange, routingKey: requiredText(value['routing_key'], 'reply_to.routing_key') };
}

function readClock(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
