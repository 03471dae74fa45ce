// Reads what people write ("20ms", "500/s", "16GiB", "70%") into branded numbers.
// A parser answers a value or says what it expected; it never guesses a unit.

import {
  bytes,
  ms,
  perSecond,
  ratio,
  type Bytes,
  type Milliseconds,
  type PerSecond,
  type Ratio,
} from './brand.ts';

/** What a parser answers: the value, or the sentence that says what it expected. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly expected: string };

const QUANTITY = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*([a-zA-Zµ%/]*)\s*$/;

const DURATION_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  min: 6e4,
  h: 36e5,
  d: 864e5,
};

const RATE_PER_SECOND: Readonly<Record<string, number>> = {
  '/s': 1,
  '/sec': 1,
  '/m': 1 / 60,
  '/min': 1 / 60,
  '/h': 1 / 3600,
  '/d': 1 / 86400,
};

const SIZE_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  Ki: 1024,
  MiB: 1024 ** 2,
  Mi: 1024 ** 2,
  GiB: 1024 ** 3,
  Gi: 1024 ** 3,
  TiB: 1024 ** 4,
  Ti: 1024 ** 4,
};

function quantity(text: string, table: Readonly<Record<string, number>>): number | undefined {
  const match = QUANTITY.exec(text);
  if (match === null) return undefined;
  const [, digits = '', unitName = ''] = match;
  const factor = Object.hasOwn(table, unitName) ? table[unitName] : undefined;
  return factor === undefined ? undefined : Number(digits) * factor;
}

function parsed<T>(value: number | undefined, brand: (n: number) => T, expected: string): Parsed<T> {
  return value === undefined ? { ok: false, expected } : { ok: true, value: brand(value) };
}

/** "250us", "20ms", "1.5s", "2m", "1h", "1d". A bare number is refused, except 0. */
export function parseDuration(text: string): Parsed<Milliseconds> {
  const value = text.trim() === '0' ? 0 : quantity(text, DURATION_MS);
  return parsed(value, ms, 'a duration such as 250us, 20ms, 1.5s, 2m or 1h');
}

/** "500/s", "30/min", "2/h". */
export function parseRate(text: string): Parsed<PerSecond> {
  return parsed(quantity(text, RATE_PER_SECOND), perSecond, 'a rate such as 500/s, 30/min or 2/h');
}

/** "512MiB", "16GiB", "2MB", "100B". */
export function parseSize(text: string): Parsed<Bytes> {
  return parsed(quantity(text, SIZE_BYTES), bytes, 'a size such as 512KiB, 64MiB or 16GiB');
}

/** "70%" or "0.7"; both mean the ratio 0.7. */
export function parseRatio(text: string): Parsed<Ratio> {
  const value = quantity(text, { '%': 0.01, '': 1 });
  return parsed(value, ratio, 'a share such as 70% or 0.7');
}
