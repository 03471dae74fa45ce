// Reads a file line by line in pieces of fixed size: memory does not grow with the file. Reads are synchronous: the
// next time must be known the moment it is asked for, and a piece that holds thousands of lines costs a few microseconds.

import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const CHUNK_BYTES = 64 * 1024;
/** A longer line belongs to no trace. */
const MAX_LINE_CHARACTERS = 64 * 1024;

export class LineReader {
  readonly #file: number;
  readonly #chunk: Buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  readonly #decoder: StringDecoder = new StringDecoder('utf8');
  #text = '';
  #at = 0;
  #ended = false;
  #closed = false;
  #line = 0;

  /** Throws what the file system throws. */
  constructor(path: string) {
    this.#file = openSync(path, 'r');
  }

  /** Number of the line last read, from 1. */
  get lineNumber(): number {
    return this.#line;
  }

  /** The next line without its end; undefined after the last one; 'too-long' for one beyond the bound. */
  next(): { readonly line: string } | 'too-long' | undefined {
    for (;;) {
      const end = this.#text.indexOf('\n', this.#at);
      if (end !== -1) return this.#take(end, end + 1);
      if (this.#ended)
        return this.#at < this.#text.length ? this.#take(this.#text.length, this.#text.length) : undefined;
      if (this.#text.length - this.#at > MAX_LINE_CHARACTERS) return this.#tooLong();
      this.#fill();
    }
  }

  /** Idempotent. */
  close(): void {
    if (!this.#closed) closeSync(this.#file);
    this.#closed = true;
  }

  #take(end: number, next: number): { readonly line: string } | 'too-long' {
    if (end - this.#at > MAX_LINE_CHARACTERS) return this.#tooLong();
    const isCrlf = this.#text.charCodeAt(end - 1) === 13 && end > this.#at;
    const line = this.#text.slice(this.#at, isCrlf ? end - 1 : end);
    this.#at = next;
    this.#line++;
    return { line };
  }

  #tooLong(): 'too-long' {
    this.#line++;
    return 'too-long';
  }

  #fill(): void {
    const read = readSync(this.#file, this.#chunk, 0, CHUNK_BYTES, null);
    this.#ended = read === 0;
    const piece = read === 0 ? this.#decoder.end() : this.#decoder.write(this.#chunk.subarray(0, read));
    this.#text = this.#text.slice(this.#at) + piece;
    this.#at = 0;
  }
}
