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

const QUANTITY = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*([a-zA-Zµμ%/]*)\s*$/;

type Scale = (count: number) => number;
const times =
  (factor: number): Scale =>
  (count) =>
    count * factor;
// Dividing keeps 35% exactly 0.35; multiplying by 0.01 does not.
const over =
  (divisor: number): Scale =>
  (count) =>
    count / divisor;

const DURATION_MS: Readonly<Record<string, Scale>> = {
  ns: over(1e6),
  us: over(1e3),
  // The micro sign and the Greek letter look alike and are both typed.
  µs: over(1e3),
  μs: over(1e3),
  ms: times(1),
  s: times(1e3),
  m: times(6e4),
  min: times(6e4),
  h: times(36e5),
  d: times(864e5),
};

const RATE_PER_SECOND: Readonly<Record<string, Scale>> = {
  '/s': times(1),
  '/sec': times(1),
  '/m': over(60),
  '/min': over(60),
  '/h': over(3600),
  '/d': over(86400),
};

const SIZE_BYTES: Readonly<Record<string, Scale>> = {
  B: times(1),
  kB: times(1e3),
  KB: times(1e3),
  MB: times(1e6),
  GB: times(1e9),
  TB: times(1e12),
  KiB: times(1024),
  Ki: times(1024),
  MiB: times(1024 ** 2),
  Mi: times(1024 ** 2),
  GiB: times(1024 ** 3),
  Gi: times(1024 ** 3),
  TiB: times(1024 ** 4),
  Ti: times(1024 ** 4),
};

const RATIO: Readonly<Record<string, Scale>> = { '%': over(100), '': times(1) };

function quantity(text: string, table: Readonly<Record<string, Scale>>): number | undefined {
  const match = QUANTITY.exec(text);
  if (match === null) return undefined;
  const [, digits = '', unitName = ''] = match;
  const scale = Object.hasOwn(table, unitName) ? table[unitName] : undefined;
  const value = scale?.(Number(digits));
  return Number.isFinite(value) ? value : undefined;
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
  return parsed(quantity(text, RATIO), ratio, 'a share such as 70% or 0.7');
}
