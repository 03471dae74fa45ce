// When a key expires: from an argument in seconds or milliseconds, from now or absolute.

import type { Arguments } from '../arguments.ts';
import { refuse } from '../refusal.ts';

export type ExpiryUnit = 'EX' | 'PX' | 'EXAT' | 'PXAT';

/** Epoch milliseconds; the argument must be above zero. */
export function expiryFrom(args: Arguments, index: number, unit: ExpiryUnit, command: string): number {
  const value = args.integer(index);
  const atMs = absoluteMs(value, unit);
  const valid = value > 0 && Number.isSafeInteger(atMs);
  return valid ? atMs : refuse(`ERR invalid expire time in '${command}' command`);
}

/** Epoch milliseconds of an expiry, also of one in the past. */
export function absoluteMs(value: number, unit: ExpiryUnit): number {
  switch (unit) {
    case 'EX':
      return Date.now() + value * 1000;
    case 'PX':
      return Date.now() + value;
    case 'EXAT':
      return value * 1000;
    case 'PXAT':
      return value;
  }
}
