// A rate as the load section writes it: tasks a second, or a share of the capacity measured before.

import * as z from 'zod';
import { rate, share } from './leaf.ts';

const SHARE = 'a share from 0% to 1000%';
const rateOrZero = z.union([z.literal('0').transform(() => 0), z.literal('0/s').transform(() => 0), rate]);

/** 0 or more; `of` says what the number counts. */
export interface Level {
  readonly of: 'per-second' | 'of-capacity';
  readonly value: number;
}

const EXPECTED = 'a rate such as 500/s, or a share of the measured capacity such as 80%';

/** 500/s, 0/s or 80%. */
export const level = z
  .string({
    error: ({ input }) => (typeof input === 'number' ? `${EXPECTED}; did you mean ${input}/s?` : EXPECTED),
  })
  .transform((input, context): Level => {
    const isShare = input.trim().endsWith('%');
    const parsed = isShare
      ? share({ most: 10, words: SHARE }).safeParse(input)
      : rateOrZero.safeParse(input.trim());
    if (parsed.success) return { of: isShare ? 'of-capacity' : 'per-second', value: parsed.data };
    const expected = isShare
      ? SHARE
      : /^[\d.]+$/.test(input.trim())
        ? `${EXPECTED}; did you mean ${input.trim()}/s?`
        : EXPECTED;
    context.issues.push({ code: 'custom', message: expected, input });
    return z.NEVER;
  });
