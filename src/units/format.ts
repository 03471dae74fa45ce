// Writes numbers the way people read them: three significant digits, the unit that fits.

import type { Bytes, Milliseconds, PerSecond, Ratio } from './brand.ts';

/** 0.0123 -> "0.0123", 1234.5 -> "1,235"; never an exponent for everyday sizes. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '-∞' : 'n/a';
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.min(digits, 6) });
}

/** 0.25 -> "250 µs", 12.3 -> "12.3 ms", 61000 -> "1.02 min". */
export function formatDuration(value: Milliseconds): string {
  const size = Math.abs(value);
  if (!Number.isFinite(size)) return formatNumber(value);
  if (size === 0) return '0 ms';
  if (size < 0.9995) return `${formatNumber(value * 1000)} µs`;
  if (size < 999.5) return `${formatNumber(value)} ms`;
  if (size < 59_950) return `${formatNumber(value / 1000)} s`;
  if (size < 3_597_000) return `${formatNumber(value / 60_000)} min`;
  return `${formatNumber(value / 3_600_000)} h`;
}

/** 1234.5 -> "1,235/s"; slow rates stay in the unit that keeps them above one: 0.5 -> "30/min". */
export function formatRate(value: PerSecond): string {
  if (value === 0 || value >= 1 || !Number.isFinite(value)) return `${formatNumber(value)}/s`;
  return value * 60 >= 1 ? `${formatNumber(value * 60)}/min` : `${formatNumber(value * 3600)}/h`;
}

/** 1536 -> "1.5 KiB". */
export function formatSize(value: Bytes): string {
  const names = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
  const step = value < 1 ? 0 : Math.min(names.length - 1, Math.floor(Math.log2(value) / 10));
  return `${formatNumber(value / 1024 ** step)} ${names[step]}`;
}

/** 0.734 -> "73.4 %". */
export function formatRatio(value: Ratio): string {
  return `${formatNumber(value * 100)} %`;
}
