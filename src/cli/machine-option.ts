// --machine cpus=8,memory=16GiB,price=0.34

import type { PlanMachine } from '../capacity/index.ts';
import { HeadcountError, nearestName } from '../errors/index.ts';
import { parseSize, type Bytes } from '../units/index.ts';

const KEYS = ['cpus', 'memory', 'price'] as const;
const HINT = 'A machine is cpus=8,memory=16GiB with, if you like, price=0.34 (an hour).';

/** Reads the machine. Throws USAGE naming the part that is wrong. */
export function parseMachine(text: string): PlanMachine {
  const parts = new Map<string, string>();
  for (const part of text.split(',')) {
    const [key = '', value = ''] = part.split('=', 2).map((side) => side.trim());
    if (!KEYS.some((known) => known === key)) throw refuse(unknownKey(key));
    if (parts.has(key)) throw refuse(`${key} is given twice`);
    parts.set(key, value);
  }
  const price = parts.get('price');
  return {
    cpus: amount('cpus', parts.get('cpus')),
    memoryBytes: memory(parts.get('memory')),
    ...(price === undefined ? {} : { pricePerHour: amount('price', price) }),
  };
}

function unknownKey(key: string): string {
  const near = nearestName(key, KEYS);
  return `unknown key "${key}"${near === undefined ? '' : `; did you mean ${near}?`}`;
}

function amount(key: string, text: string | undefined): number {
  if (text === undefined) throw refuse(`${key} is missing`);
  const value = /^\d+(\.\d+)?$|^\.\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw refuse(`${key} is "${text}", not a number of 0 or more`);
  return value;
}

function memory(text: string | undefined): Bytes {
  if (text === undefined) throw refuse('memory is missing');
  const parsed = parseSize(text);
  if (!parsed.ok) throw refuse(`memory is "${text}", not ${parsed.expected}`);
  return parsed.value;
}

const refuse = (problem: string): HeadcountError =>
  new HeadcountError('USAGE', `--machine: ${problem}`, { hint: HINT });
