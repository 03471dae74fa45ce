// Writes numbers the way people read them: three significant digits, the unit that fits.

import type { Bytes, Milliseconds, PerSecond, Ratio } from './brand.ts';

/** 0.0123 -> "0.0123", 1234.5 -> "1,235"; an exponent only below a millionth. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '-∞' : 'n/a';
  if (value === 0) return '0';
  const rounded = threeDigits(value);
  if (Math.abs(rounded) < 1e-6) return String(rounded);
  return rounded.toLocaleString('en-US', { maximumSignificantDigits: 15 });
}

/** 0.0001 -> "100 ns", 0.25 -> "250 µs", 12.3 -> "12.3 ms", 61000 -> "1.02 min". */
export function formatDuration(value: Milliseconds): string {
  return value === 0 ? '0 ms' : inUnits(value * 1e6, DURATION_UNITS);
}

/** 1234.5 -> "1,235/s"; slow rates stay in the unit that keeps them above one: 0.5 -> "30/min". */
export function formatRate(value: PerSecond): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  if (value === 0 || value >= 1) return `${formatNumber(value)}/s`;
  return value * 60 >= 1 ? `${formatNumber(value * 60)}/min` : `${formatNumber(value * 3600)}/h`;
}

/** 1536 -> "1.5 KiB". */
export function formatSize(value: Bytes): string {
  return inUnits(value, SIZE_UNITS);
}

/** 0.734 -> "73.4 %". */
export function formatRatio(value: Ratio): string {
  return Number.isFinite(value) ? `${formatNumber(value * 100)} %` : formatNumber(value);
}

interface NamedUnit {
  readonly name: string;
  /** How many of these make one of the next. */
  readonly ofNext: number;
}

const DURATION_UNITS: readonly NamedUnit[] = [
  { name: 'ns', ofNext: 1000 },
  { name: 'µs', ofNext: 1000 },
  { name: 'ms', ofNext: 1000 },
  { name: 's', ofNext: 60 },
  { name: 'min', ofNext: 60 },
  { name: 'h', ofNext: Infinity },
];

const SIZE_UNITS: readonly NamedUnit[] = [
  { name: 'B', ofNext: 1024 },
  { name: 'KiB', ofNext: 1024 },
  { name: 'MiB', ofNext: 1024 },
  { name: 'GiB', ofNext: 1024 },
  { name: 'TiB', ofNext: Infinity },
];

// Rounds before it asks whether the next unit fits, so that 59.95 s becomes "1 min" and never "60 s".
function inUnits(value: number, units: readonly NamedUnit[]): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  let inUnit = value;
  for (const { name, ofNext } of units) {
    const rounded = threeDigits(inUnit);
    if (Math.abs(rounded) < ofNext) return `${formatNumber(rounded)} ${name}`;
    inUnit = (Math.abs(inUnit) < ofNext ? rounded : inUnit) / ofNext;
  }
  return formatNumber(value);
}

function threeDigits(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}
