// Python's repr of JSON values, for argsrepr and kwargsrepr: what people see in events, logs and
// `inspect`. Cheap for the common short arguments, and bounded in length and depth.

const MAX_LENGTH = 1024;
const MAX_DEPTH = 3;
const PLAIN = /^[ -&(-[\]-~]*$/;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const UNPRINTABLE = /[\\\x00-\x1f\x7f-\xa0\xad]/g;

/** `(1, 'a')`; a tuple of one keeps its comma. */
export function reprArgs(args: readonly unknown[]): string {
  const inner = joined(args, 1);
  return cut(args.length === 1 ? `(${inner},)` : `(${inner})`);
}

/** `{'key': 1}`. */
export function reprKwargs(kwargs: Readonly<Record<string, unknown>>): string {
  return cut(reprRecord(kwargs, 1));
}

/** Any JSON value: `'a'`, `3`, `None`. */
export function reprValue(value: unknown): string {
  return cut(repr(value, 1));
}

function cut(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}...`;
}

function repr(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return reprText(value);
    case 'number':
      return reprNumber(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'object':
      return value === null ? 'None' : reprNested(value, depth);
    default:
      return 'None';
  }
}

function reprNested(value: object, depth: number): string {
  if (Array.isArray(value)) return depth >= MAX_DEPTH ? '[...]' : `[${joined(value, depth + 1)}]`;
  return depth >= MAX_DEPTH ? '{...}' : reprRecord(value, depth + 1);
}

// Stops early: a list of a million numbers must not be written out to be cut afterwards.
function joined(values: readonly unknown[], depth: number): string {
  let text = '';
  for (const value of values) {
    if (text !== '') text += ', ';
    if (text.length > MAX_LENGTH) return `${text}...`;
    text += repr(value, depth);
  }
  return text;
}

function reprRecord(record: object, depth: number): string {
  let text = '';
  for (const [key, value] of Object.entries(record)) {
    if (text !== '') text += ', ';
    if (text.length > MAX_LENGTH) return `{${text}...}`;
    text += `${reprText(key)}: ${repr(value, depth)}`;
  }
  return `{${text}}`;
}

function reprNumber(value: number): string {
  return Number.isFinite(value) ? reprNumberText(String(value)) : 'None';
}

/** A finite number as JavaScript writes it, in Python's way: an exponent has two digits. */
export function reprNumberText(digits: string): string {
  return digits.includes('e') ? digits.replace(/e([+-])(\d)$/, 'e$10$2') : digits;
}

function reprText(text: string): string {
  if (text.length > MAX_LENGTH) return reprText(`${text.slice(0, MAX_LENGTH - 4)}...`);
  if (PLAIN.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(UNPRINTABLE, escapeCharacter);
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}

function escapeCharacter(character: string): string {
  switch (character) {
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default:
      return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  }
}
