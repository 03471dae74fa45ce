// Reads the body of a task message: arguments, and what has to happen afterwards. Never throws.

import { toError } from '../../errors/index.ts';
import type { DecodedBody, EncodedBody, EncodedSignature, TaskEmbed } from './header.ts';
import { EMPTY_EMBED } from './header.ts';
import { isList, isRecord, parseJson, Refusal, type JsonRecord } from './json-value.ts';
import { mayHoldTypedValues, unwrapTypedValues } from './typed-values.ts';

/** Reads a protocol 2 body (a list of three) or a protocol 1 body (an object). */
export function decodeBody(body: EncodedBody): DecodedBody {
  try {
    const text = textOf(body);
    const decoded = readParts(parseJson(text, 'body'));
    return mayHoldTypedValues(text) ? withPlainArguments(decoded) : decoded;
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'malformed', reason: error.message };
    // Nested deeper than there is stack.
    return { kind: 'malformed', reason: `body cannot be read: ${toError(error).message}` };
  }
}

/** The body as JSON value, still unchecked. Throws Refusal. */
export function parseBody(body: EncodedBody): unknown {
  return parseJson(textOf(body), 'body');
}

function textOf(body: EncodedBody): string {
  return body.encoding === 'base64' ? Buffer.from(body.text, 'base64').toString('utf8') : body.text;
}

// What is only passed on keeps its wrappers: a later task of the workflow may run in Python.
function withPlainArguments(decoded: DecodedBody): DecodedBody {
  if (decoded.kind === 'malformed') return decoded;
  const { args, kwargs } = decoded;
  const named = Object.entries(kwargs).map(([name, value]) => [name, unwrapTypedValues(value)] as const);
  return { ...decoded, args: args.map(unwrapTypedValues), kwargs: Object.fromEntries(named) };
}

function readParts(value: unknown): DecodedBody {
  if (isRecord(value)) return asBody(value['args'] ?? [], value['kwargs'] ?? {}, value);
  if (!isList(value)) throw new Refusal('body is not a list');
  if (value.length < 3) throw new Refusal(`body has ${value.length} elements instead of 3`);
  return asBody(value[0], value[1], value[2]);
}

function asBody(args: unknown, kwargs: unknown, embed: unknown): DecodedBody {
  if (!isList(args)) throw new Refusal('args is not a list');
  if (!isRecord(kwargs)) throw new Refusal('kwargs is not an object');
  return { kind: 'body', args, kwargs, embed: readEmbed(embed) };
}

function readEmbed(value: unknown): TaskEmbed {
  if (value === undefined || value === null) return EMPTY_EMBED;
  if (!isRecord(value)) throw new Refusal('embed is not an object');
  return {
    callbacks: readSignatures(value, 'callbacks'),
    errbacks: readSignatures(value, 'errbacks'),
    chain: readSignatures(value, 'chain'),
    chord:
      value['chord'] === undefined || value['chord'] === null ? null : readSignature(value['chord'], 'chord'),
  };
}

function readSignatures(embed: JsonRecord, key: string): readonly EncodedSignature[] | null {
  const value = embed[key];
  if (value === undefined || value === null) return null;
  if (!isList(value)) throw new Refusal(`${key} is not a list`);
  return value.map((item) => readSignature(item, key));
}

function readSignature(value: unknown, what: string): EncodedSignature {
  if (!isSignature(value)) throw new Refusal(`${what} holds something that is not a signature`);
  return value;
}

function isSignature(value: unknown): value is EncodedSignature {
  return isRecord(value) && typeof value['task'] === 'string';
}
