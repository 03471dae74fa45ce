// Reading unknown JSON by hand: a hot path may not pay for a schema library. Every reader answers a
// checked value or throws Refusal, which the decoders turn into a `malformed` answer.

export type JsonRecord = Readonly<Record<string, unknown>>;

/** What is wrong with a message; never leaves this folder. */
export class Refusal extends Error {}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

export function parseJson(text: string, what: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new Refusal(`${what} is not JSON`);
  }
}

export function recordOrEmpty(value: unknown, what: string): JsonRecord {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw new Refusal(`${what} is not an object`);
  return value;
}

/** A string that must be there and not be empty. */
export function requiredText(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') throw new Refusal(`${what} is missing or not a string`);
  return value;
}

export function textOrNull(value: unknown, what: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new Refusal(`${what} is not a string`);
  return value;
}

/** For what is only shown or passed on: anything but a string counts as absent. */
export function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

export function numberOrNull(value: unknown, what: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number') throw new Refusal(`${what} is not a number`);
  return value;
}
