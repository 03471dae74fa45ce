// The arguments of a message in its two forms, JSON for the worker and Python's repr for people. Numbers and plain text,
// which is what most calls have, are written in both forms in one go; anything else by the general ways.

import { reprArgs, reprNumberText } from './python-repr.ts';

export interface ArgumentTexts {
  readonly json: string;
  readonly repr: string;
}

/** Characters that mean nothing in either form. */
const PLAIN = /^[ !#-&(-[\]-~]*$/;
/** The sum of what is written in one go stays below what `reprArgs` cuts off. */
const LONGEST = 1000;

export function argumentTexts(args: readonly unknown[]): ArgumentTexts {
  let json = '';
  let repr = '';
  for (const arg of args) {
    if (json !== '') {
      json += ',';
      repr += ', ';
    }
    if (typeof arg === 'number' && Number.isFinite(arg)) {
      // Turning a fraction into digits is the dearest step of a message: once for both.
      const digits = Object.is(arg, -0) ? '0' : String(arg);
      json += digits;
      repr += reprNumberText(digits);
    } else if (typeof arg === 'string' && arg.length < LONGEST && PLAIN.test(arg)) {
      json += `"${arg}"`;
      repr += `'${arg}'`;
    } else return { json: JSON.stringify(args), repr: reprArgs(args) };
  }
  if (repr.length > LONGEST) return { json: `[${json}]`, repr: reprArgs(args) };
  return { json: `[${json}]`, repr: args.length === 1 ? `(${repr},)` : `(${repr})` };
}
