// The arguments of a message in its two forms: JSON for the worker, Python's repr for people. Numbers and plain text,
// which is what most calls have, are written in both forms in one go; anything else by the general ways.

import type { ByteWriter } from './byte-writer.ts';
import { reprArgs, reprNumberText } from './python-repr.ts';

/** What is written in one go stays below what `reprArgs` cuts off. */
const LONGEST = 1000;

/** Writes the arguments as a JSON array, and their repr as a JSON string; appends to both. */
export function writeArguments(args: readonly unknown[], json: ByteWriter, repr: ByteWriter): void {
  const [jsonFrom, reprFrom] = [json.length, repr.length];
  if (writePlain(args, json, repr) && repr.length - reprFrom <= LONGEST) return;
  json.cutTo(jsonFrom);
  repr.cutTo(reprFrom);
  json.text(JSON.stringify(args));
  repr.jsonText(reprArgs(args));
}

/** Answers false when an argument is not of the simple kinds; what was written until then is void. */
function writePlain(args: readonly unknown[], json: ByteWriter, repr: ByteWriter): boolean {
  json.text('[');
  repr.text('"(');
  for (let i = 0; i < args.length; i++) {
    if (i > 0) {
      json.text(',');
      repr.text(', ');
    }
    if (!writeOne(args[i], json, repr)) return false;
  }
  json.text(']');
  repr.text(args.length === 1 ? ',)"' : ')"');
  return true;
}

function writeOne(arg: unknown, json: ByteWriter, repr: ByteWriter): boolean {
  if (typeof arg === 'number' && Number.isFinite(arg)) {
    writeNumber(arg, json, repr);
    return true;
  }
  return typeof arg === 'string' && arg.length < LONGEST && json.quoted(arg, '"') && repr.quoted(arg, "'");
}

function writeNumber(value: number, json: ByteWriter, repr: ByteWriter): void {
  // Turning a number into digits is the dearest step of a message, and the runtime keeps each text for a while.
  if (json.number(value)) repr.number(value);
  else {
    const digits = String(value);
    json.text(digits);
    repr.text(reprNumberText(digits));
  }
}
