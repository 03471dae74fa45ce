// Rates as Celery writes them: `10/m`, `2/s`, `1/h`, a number a second.

import { HeadcountError } from '../../errors/index.ts';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Starts a second; undefined for no limit: nothing, '', 0. Throws BAD_OPTION. */
export function parseRateLimit(given: string | number | null | undefined): number | undefined {
  if (given === undefined || given === null || given === '') return undefined;
  const perSec = typeof given === 'number' ? given : readRate(given);
  if (Number.isFinite(perSec) && perSec >= 0) return perSec === 0 ? undefined : perSec;
  throw new HeadcountError('BAD_OPTION', `rate limit is "${given}"`, {
    hint: 'Expected a number a second, or such as "10/s", "10/m" or "10/h".',
  });
}

function readRate(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(?:\/\s*([smh]))?\s*$/.exec(text);
  return match === null ? Number.NaN : Number(match[1]) / (SECONDS[match[2] ?? 's'] ?? 1);
}

/** For people, with the unit that gives the plainest number. */
export function formatRateLimit(perSec: number): string {
  const unit = ['s', 'm', 'h'].find((name) => Number.isInteger(round(perSec * (SECONDS[name] ?? 1)))) ?? 'h';
  return `${round(perSec * (SECONDS[unit] ?? 1))}/${unit}`;
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
