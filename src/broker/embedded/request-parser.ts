// Cuts a stream of bytes into commands. Remembers where it is inside a command, so that a big one that comes in many
// chunks is read once.

export class ProtocolError extends Error {}

const CR = 13;
const LF = 10;
const STAR = 42;
const DOLLAR = 36;
const MOST_ARGUMENTS = 1024 * 1024;
const LONGEST_ARGUMENT = 512 * 1024 * 1024;
const LONGEST_LINE = 64 * 1024;

export class RequestParser {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Chunks that came while the current argument was known to be longer. */
  #pending: Buffer[] = [];
  #pendingLength = 0;
  #missing = 0;
  #words: string[] = [];
  #wordsLeft = 0;
  #wordLength = -1;

  /** Adds bytes that have arrived. */
  add(chunk: Buffer): void {
    this.#pending.push(chunk);
    this.#pendingLength += chunk.length;
  }

  /** The next complete command, [] for an empty line; undefined when more bytes are needed. Throws ProtocolError. */
  next(): readonly string[] | undefined {
    if (this.#pendingLength > 0 && this.#pendingLength >= this.#missing) this.#join();
    while (this.#step()) {
      if (this.#wordsLeft === 0) {
        const words = this.#words;
        this.#words = [];
        return words;
      }
    }
    return undefined;
  }

  #join(): void {
    const rest = this.#bytes.subarray(this.#at);
    const only = this.#pending[0];
    this.#bytes =
      rest.length === 0 && this.#pending.length === 1 && only !== undefined
        ? only
        : Buffer.concat([rest, ...this.#pending]);
    this.#at = 0;
    this.#pending = [];
    this.#pendingLength = 0;
    this.#missing = 0;
  }

  // Reads one line or one argument; false when it is not there yet.
  #step(): boolean {
    if (this.#wordsLeft > 0 && this.#wordLength >= 0) return this.#readWord();
    const end = this.#lineEnd();
    if (end < 0) return false;
    if (this.#wordsLeft > 0) {
      this.#wordLength = this.#readNumber(DOLLAR, end, LONGEST_ARGUMENT, 'invalid bulk length');
      return this.#readWord();
    }
    if (this.#bytes[this.#at] === STAR) {
      this.#wordsLeft = Math.max(0, this.#readNumber(STAR, end, MOST_ARGUMENTS, 'invalid multibulk length'));
    } else {
      this.#readInline(end);
    }
    return true;
  }

  #readWord(): boolean {
    const available = this.#bytes.length - this.#at;
    if (available < this.#wordLength + 2) {
      this.#missing = this.#wordLength + 2 - available;
      return false;
    }
    this.#words.push(this.#bytes.toString('latin1', this.#at, this.#at + this.#wordLength));
    this.#at += this.#wordLength + 2;
    this.#wordLength = -1;
    this.#wordsLeft--;
    return true;
  }

  // Index of the LF that ends the line.
  #lineEnd(): number {
    const end = this.#bytes.indexOf(LF, this.#at);
    if (end < 0 && this.#bytes.length - this.#at > LONGEST_LINE)
      throw new ProtocolError('too big request line');
    return end;
  }

  #readNumber(mark: number, end: number, largest: number, complaint: string): number {
    if (this.#bytes[this.#at] !== mark) {
      const found = String.fromCharCode(this.#bytes[this.#at] ?? 0);
      throw new ProtocolError(`expected '${String.fromCharCode(mark)}', got '${found}'`);
    }
    const last = this.#bytes[end - 1] === CR ? end - 1 : end;
    const text = this.#bytes.toString('latin1', this.#at + 1, last);
    const value = Number(text);
    const smallest = mark === STAR ? -1 : 0;
    if (!/^-?\d+$/.test(text) || value < smallest || value > largest) throw new ProtocolError(complaint);
    this.#at = end + 1;
    return value;
  }

  #readInline(end: number): void {
    const line = this.#bytes.toString('latin1', this.#at, end).trim();
    this.#at = end + 1;
    this.#words = line === '' ? [] : line.split(/\s+/);
  }
}
