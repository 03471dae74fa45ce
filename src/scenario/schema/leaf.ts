// The leaves of the scenario schema. House rule: the error text of every schema here is the phrase after
// "expected" ("a whole number from 1 to 100"); problems/ writes the sentence around it.
// For an unknown key it is the list of known keys, separated by commas.

import * as z from 'zod';
import { parseDuration, parseRate, parseRatio, parseSize, type Parsed } from '../../units/index.ts';

/** A section with exactly these keys. */
export function strict<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  expected: string,
): z.ZodObject<Shape, z.core.$strict> {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? keys : expected),
  });
}

/** Free text on one line. */
export function text(expected: string, longest: number): z.ZodString {
  return z.string({ error: expected }).min(1, { error: expected }).max(longest, { error: expected });
}

/** Text made of letters, digits, dots, dashes and underscores, starting with a letter or digit. */
export function plainName(longest = 100): z.ZodString {
  const expected = `a name of letters, digits, ".", "-" and "_" (at most ${longest})`;
  return text(expected, longest).regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, { error: expected });
}

/** One of a few words. */
export function choice<const Words extends readonly string[]>(
  words: Words,
): z.ZodEnum<{ [Word in Words[number]]: Word }> {
  return z.enum(words, { error: `one of ${words.join(', ')}` });
}

/** A whole number in a range, both ends allowed. */
export function wholeNumber(least: number, most: number): z.ZodInt {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** A number in a range, the lower end excluded when `above` is set. */
export function numberIn(least: number, most: number, above = false): z.ZodNumber {
  const error = `a number ${above ? 'above' : 'from'} ${least}${above ? ' up' : ''} to ${most}`;
  const base = z.number({ error }).max(most, { error });
  return above ? base.gt(least, { error }) : base.min(least, { error });
}

interface QuantityLimits {
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
  /** The limits in words: "above 0 and at most 24h". */
  readonly words: string;
}

// A bare number has no unit: it is refused, with the same number in a likely unit.
function quantity<T extends number>(
  parse: (text: string) => Parsed<T>,
  likelyUnit: string,
  limits: QuantityLimits,
) {
  const outside = (value: T): boolean =>
    !(value >= (limits.least ?? 0) && value > (limits.above ?? -1) && value <= (limits.most ?? Infinity));
  const refusal = parse('');
  const shape = refusal.ok ? '' : refusal.expected;
  const expected = (input: unknown): string =>
    typeof input === 'number' ? `${shape}; did you mean ${input}${likelyUnit}?` : shape;
  return z.string({ error: (issue) => expected(issue.input) }).transform((input, context) => {
    const parsed = parse(input);
    if (parsed.ok && !outside(parsed.value)) return parsed.value;
    const known = parsed.ok ? limits.words : expected(/^\s*[\d.]+\s*$/.test(input) ? Number(input) : input);
    context.issues.push({ code: 'custom', message: known, input });
    return z.NEVER;
  });
}

const DAY_MS = 864e5;

/** A duration of 0 to a day. */
export const duration = quantity(parseDuration, 'ms', { most: DAY_MS, words: 'a duration of at most 1d' });

/** A duration above 0, up to a day. */
export const positiveDuration = quantity(parseDuration, 's', {
  above: 0,
  most: DAY_MS,
  words: 'a duration above 0 and at most 1d',
});

/** A rate above 0, up to ten million a second. */
export const rate = quantity(parseRate, '/s', {
  above: 0,
  most: 1e7,
  words: 'a rate above 0/s and at most 10000000/s',
});

/** A size; `words` says the limits. */
export const size = (limits: QuantityLimits) => quantity(parseSize, 'B', limits);

/** A share, written 70% or 0.7; `words` says the limits. */
export function share(limits: QuantityLimits) {
  const parsed = quantity(parseRatio, '', limits);
  const error = `${limits.words}, such as 70% or 0.7`;
  return z.union([z.string(), z.number()], { error }).transform((input, context) => {
    const result = parsed.safeParse(String(input));
    if (result.success) return result.data;
    context.issues.push({ code: 'custom', message: error, input });
    return z.NEVER;
  });
}
