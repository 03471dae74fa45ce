// The words of one command, read as what they should be. Refuses in Redis' own words.

import { refuse, syntaxError } from './refusal.ts';

const INTEGER = /^(0|-?[1-9]\d{0,18})$/;
const FLOAT = /^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf(inity)?)$/i;

export class Arguments {
  readonly #words: readonly string[];

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  /** The number of words, the command's name included. */
  get count(): number {
    return this.#words.length;
  }

  get words(): readonly string[] {
    return this.#words;
  }

  text(index: number): string {
    return this.#words[index] ?? syntaxError();
  }

  /** The word in capitals, for options. */
  option(index: number): string {
    return this.text(index).toUpperCase();
  }

  from(index: number): readonly string[] {
    return this.#words.slice(index);
  }

  integer(index: number, refusal = 'ERR value is not an integer or out of range'): number {
    const text = this.text(index);
    const value = Number(text);
    return INTEGER.test(text) && Number.isSafeInteger(value) ? value : refuse(refusal);
  }

  float(index: number, refusal = 'ERR value is not a valid float'): number {
    return readFloat(this.text(index)) ?? refuse(refusal);
  }

  /** Seconds a client is willing to block; 0 = without end. */
  timeoutMs(index: number): number {
    const seconds = this.float(index, 'ERR timeout is not a float or out of range');
    if (seconds < 0) refuse('ERR timeout is negative');
    return Number.isFinite(seconds) ? seconds * 1000 : refuse('ERR timeout is not a float or out of range');
  }
}

export function readFloat(text: string): number | undefined {
  if (!FLOAT.test(text)) return undefined;
  if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}

export function formatFloat(value: number): string {
  if (value === Infinity) return 'inf';
  return value === -Infinity ? '-inf' : String(value);
}
