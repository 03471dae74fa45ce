// Collects replies in RESP2 or RESP3 until they are sent. Strings of bytes go in, a string of bytes comes out.

import { formatFloat } from './arguments.ts';

export class ReplyWriter {
  /** As the client chose by HELLO. */
  protocol: 2 | 3 = 2;
  #text = '';

  get isEmpty(): boolean {
    return this.#text === '';
  }

  /** Everything so far, and starts anew. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  simple(text: string): void {
    this.#text += `+${text}\r\n`;
  }

  error(text: string): void {
    this.#text += `-${text.replace(/[\r\n]+/g, ' ')}\r\n`;
  }

  integer(value: number | bigint): void {
    this.#text += `:${value}\r\n`;
  }

  bulk(text: string): void {
    this.#text += `$${text.length}\r\n${text}\r\n`;
  }

  bulkOrNil(text: string | undefined): void {
    if (text === undefined) this.nil();
    else this.bulk(text);
  }

  nil(): void {
    this.#text += this.protocol === 3 ? '_\r\n' : '$-1\r\n';
  }

  nilArray(): void {
    this.#text += this.protocol === 3 ? '_\r\n' : '*-1\r\n';
  }

  double(value: number): void {
    if (this.protocol === 3) this.#text += `,${formatFloat(value)}\r\n`;
    else this.bulk(formatFloat(value));
  }

  /** `length` replies follow. */
  array(length: number): void {
    this.#text += `*${length}\r\n`;
  }

  bulks(texts: readonly string[]): void {
    this.array(texts.length);
    for (const text of texts) this.bulk(text);
  }

  /** `pairs` keys with their values follow. */
  map(pairs: number): void {
    this.#text += this.protocol === 3 ? `%${pairs}\r\n` : `*${pairs * 2}\r\n`;
  }

  set(length: number): void {
    this.#text += this.protocol === 3 ? `~${length}\r\n` : `*${length}\r\n`;
  }

  /** A message that answers no command. */
  push(length: number): void {
    this.#text += this.protocol === 3 ? `>${length}\r\n` : `*${length}\r\n`;
  }
}
