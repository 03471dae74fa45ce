// Values that JSON does not have, as Celery 5.3 and newer wrap them: `{"__type__": "uuid", "__value__": ...}`. Read
// wherever arguments and results come in; never written, since older workers take them for plain objects.
//
//   datetime       Date
//   date, time     string, ISO 8601: neither is a moment
//   decimal        string: a number would round it
//   uuid           string with dashes
//   bytes, base64  Buffer
//
// A wrapper of a type that we do not know stays the object it is.

import { parseCeleryDate } from './date.ts';

/** Whether a text may hold such values: cheap, and mostly no. */
export function mayHoldTypedValues(text: string): boolean {
  return text.includes('"__type__"');
}

/** The same value with every wrapper in it replaced. */
export function unwrapTypedValues(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(unwrapTypedValues);
  const fields = Object.entries(value);
  if (fields.length === 2 && '__type__' in value && '__value__' in value) {
    const unwrapped = unwrap(value.__type__, value.__value__);
    if (unwrapped !== undefined) return unwrapped;
  }
  return Object.fromEntries(fields.map(([key, field]) => [key, unwrapTypedValues(field)]));
}

function unwrap(type: unknown, value: unknown): unknown {
  if (type === 'uuid') return uuidOf(value);
  if (typeof value !== 'string') return undefined;
  switch (type) {
    case 'datetime': {
      const atMs = parseCeleryDate(value);
      return atMs === undefined ? undefined : new Date(atMs);
    }
    case 'date':
    case 'time':
    case 'decimal':
      return value;
    case 'bytes':
      return Buffer.from(value, 'utf8');
    case 'base64':
      return Buffer.from(value, 'base64');
  }
  return undefined;
}

function uuidOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('hex' in value)) return undefined;
  const parts = /^(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$/.exec(String(value.hex));
  return parts === null ? undefined : parts.slice(1).join('-');
}
