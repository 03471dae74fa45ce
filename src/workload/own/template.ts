// Fills in what the arguments of a task leave open: {{seq}}, {{uuid}} and {{random 1 100}} inside texts. A text that is
// nothing but one of them becomes its value (a number for seq and random); within other text the value is written into it.

import { HeadcountError } from '../../errors/index.ts';
import type { Random } from '../../stats/index.ts';

/** One message's value. */
export type Fill<T = unknown> = (seq: number) => T;

type Placeholder =
  | { readonly kind: 'seq' }
  | { readonly kind: 'uuid' }
  /** A whole number from `least` to `most`, both allowed. */
  | { readonly kind: 'random'; readonly least: number; readonly most: number };

/** A text in pieces: as written, or to be filled in. */
type Piece = string | Placeholder;

const PLACEHOLDER = /\{\{(.*?)\}\}/g;
const RANDOM = /^random\s+(-?\d+)\s+(-?\d+)$/;

/** What is wrong with the texts of a JSON value, one sentence each; empty when it can be filled in. */
export function templateProblems(value: unknown): readonly string[] {
  if (typeof value === 'string') return parseText(value).problems;
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key.includes('{{') ? [`the name "${key}" cannot be filled in, only values can`] : []),
    ...templateProblems(inner),
  ]);
}

/** How each message gets its own copy of a JSON value; draws from `random`. Throws BUG for a value with problems. */
export function fillIn(value: unknown, random: Random): Fill {
  if (typeof value === 'string') return fillText(value, random);
  if (Array.isArray(value)) return fillList(value, random);
  if (typeof value !== 'object' || value === null) return () => value;
  return fillRecord(value, random);
}

/** As `fillIn`, for a list. */
export function fillList(values: readonly unknown[], random: Random): Fill<readonly unknown[]> {
  if (!isTemplate(values)) return () => values;
  const fills = values.map((inner) => fillIn(inner, random));
  return (seq) => fills.map((fill) => fill(seq));
}

/** As `fillIn`, for a record. */
export function fillRecord(values: object, random: Random): Fill<Readonly<Record<string, unknown>>> {
  const entries = Object.entries(values);
  if (!isTemplate(values)) {
    const fixed = Object.fromEntries(entries);
    return () => fixed;
  }
  const fills = entries.map(([key, inner]) => [key, fillIn(inner, random)] as const);
  return (seq) => Object.fromEntries(fills.map(([key, fill]) => [key, fill(seq)]));
}

function isTemplate(value: unknown): boolean {
  if (typeof value === 'string') return parseText(value).pieces.some((piece) => typeof piece !== 'string');
  return typeof value === 'object' && value !== null && Object.values(value).some(isTemplate);
}

function fillText(text: string, random: Random): Fill {
  const { pieces, problems } = parseText(text);
  if (problems.length > 0)
    throw new HeadcountError('BUG', `a template was not checked: ${problems.join('; ')}`);
  const fills = pieces.map((piece) => fillPiece(piece, random));
  const [only] = fills;
  if (only !== undefined && fills.length === 1) return only;
  return (seq) => fills.map((fill) => String(fill(seq))).join('');
}

function fillPiece(piece: Piece, random: Random): Fill<string | number> {
  if (typeof piece === 'string') return () => piece;
  switch (piece.kind) {
    case 'seq':
      return (seq) => seq;
    case 'uuid':
      return () => uuid(random);
    case 'random':
      return () => piece.least + random.index(piece.most - piece.least + 1);
  }
}

function parseText(text: string): {
  readonly pieces: readonly Piece[];
  readonly problems: readonly string[];
} {
  const pieces: Piece[] = [];
  const problems: string[] = [];
  let end = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const placeholder = parsePlaceholder(match[1]?.trim() ?? '');
    if (typeof placeholder === 'string') problems.push(`${match[0]}: ${placeholder}`);
    else pieces.push(placeholder);
  }
  const rest = text.slice(end);
  if (rest.includes('{{')) problems.push(`"${rest}": {{ without }}`);
  if (rest !== '' || pieces.length === 0) pieces.push(rest);
  return { pieces, problems };
}

/** Or what is wrong with it. */
function parsePlaceholder(text: string): Placeholder | string {
  if (text === 'seq' || text === 'uuid') return { kind: text };
  const [, least, most] = RANDOM.exec(text) ?? [];
  if (least === undefined || most === undefined) return 'not one of {{seq}}, {{uuid}}, {{random 1 100}}';
  const range = { kind: 'random', least: Number(least), most: Number(most) } as const;
  if (!Number.isSafeInteger(range.least) || !Number.isSafeInteger(range.most))
    return 'the numbers are too large';
  return range.least <= range.most ? range : 'the first number is above the second';
}

const WORDS = 4;
const WORD_DIGITS = 8;

/** Version 4, from our own chance: the same seed gives the same ones. */
function uuid(random: Random): string {
  const words = Array.from({ length: WORDS }, () =>
    random
      .index(2 ** 32)
      .toString(16)
      .padStart(WORD_DIGITS, '0'),
  );
  const digits = words.join('');
  const variant = (8 + random.index(4)).toString(16);
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
  return [...parts, `${variant}${digits.slice(17, 20)}`, digits.slice(20)].join('-');
}
