// Messages as bytes, written into memory that is used again and again: at a hundred thousand messages a second it is the
// garbage of strings, not the work, that makes a sender late. Short pieces are written by hand, because a call into the
// runtime costs more than their bytes; long ones by the runtime.

const FIRST_BYTES = 4096;
/** A writer that grew beyond this gives the memory up again. */
const KEPT_BYTES = 1024 * 1024;
/** Up to this many bytes a loop is faster than a call. */
const SHORT = 64;
/** The same for base64, which by a call is made by way of a string. */
const SHORT_BASE64 = 2048;
/** UTF-8 needs at most this many bytes for a character of JavaScript. */
const MOST_BYTES = 3;
const NINE_DIGITS = 1e9;
const FIFTEEN_DIGITS = 1e15;
const MILLION = 1e6;
const [ZERO, POINT] = [0x30, 0x2e];
/** What stands in a JSON string and in Python's repr as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;
const IS_PLAIN = Uint8Array.from({ length: 128 }, (_, code) =>
  PLAIN.test(String.fromCharCode(code)) ? 1 : 0,
);
const BASE64 = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');

export type Quote = '"' | "'";

export class ByteWriter {
  #bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The memory it holds. */
  get capacityBytes(): number {
    return this.#bytes.length;
  }

  /** Forgets what comes after the first `length` bytes. */
  cutTo(length: number): void {
    this.#length = length;
    if (length === 0 && this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  }

  /** The bytes themselves, from `from` on; they change when something else is written. */
  view(from = 0): Buffer {
    return this.#bytes.subarray(from, this.#length);
  }

  toString(): string {
    return this.#bytes.toString('utf8', 0, this.#length);
  }

  /** Bytes that were made before: what many messages have in common. */
  raw(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  text(text: string): void {
    // Counting the bytes costs as much as writing them: only where there may be no room.
    const most = text.length * MOST_BYTES;
    if (this.#length + most > this.#bytes.length)
      this.#makeRoom(text.length > SHORT ? Buffer.byteLength(text) : most);
    if (text.length > SHORT || !this.#plain(text)) this.#length += this.#bytes.write(text, this.#length);
  }

  /** The text as a JSON string. */
  jsonText(text: string): void {
    if (!this.quoted(text, '"')) this.text(JSON.stringify(text));
  }

  /** The text between quotes; answers false, and writes nothing, when a character of it would have to be escaped. */
  quoted(text: string, quote: Quote): boolean {
    if (quote === "'" && text.includes(quote)) return false;
    this.#makeRoom(text.length + 2);
    const before = this.#length;
    const mark = quote.charCodeAt(0);
    this.#bytes[this.#length++] = mark;
    if (text.length > SHORT ? this.#longPlain(text) : this.#plain(text)) {
      this.#bytes[this.#length++] = mark;
      return true;
    }
    this.#length = before;
    return false;
  }

  /**
   * The number as JavaScript writes it, if that is a whole number from 0 to 2^53, or has no more than six decimal places
   * and fifteen digits (as few digits name no other number). Answers false, and writes nothing, for any other.
   */
  number(value: number): boolean {
    // Minus zero has no sign in JSON; it is not below zero either.
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return false;
    const whole = Math.floor(value);
    if (whole === value) {
      this.#whole(whole);
      return true;
    }
    const millionths = Math.round(value * MILLION);
    if (millionths >= FIFTEEN_DIGITS || millionths / MILLION !== value) return false;
    this.#whole(whole);
    this.#fraction(millionths - whole * MILLION);
    return true;
  }

  /** What another has written: something short. */
  copy(other: ByteWriter): void {
    const { length } = other;
    this.#makeRoom(length);
    const [from, to, start] = [other.#bytes, this.#bytes, this.#length];
    for (let i = 0; i < length; i++) to[start + i] = from[i] ?? 0;
    this.#length = start + length;
  }

  /** What another has written, in base64. */
  base64(other: ByteWriter): void {
    if (other.length > SHORT_BASE64) return this.text(other.#bytes.toString('base64', 0, other.length));
    this.#makeRoom(Math.ceil(other.length / 3) * 4);
    const [from, to] = [other.#bytes, this.#bytes];
    const whole = other.length - (other.length % 3);
    let at = this.#length;
    for (let i = 0; i < whole; i += 3, at += 4) {
      const three = ((from[i] ?? 0) << 16) | ((from[i + 1] ?? 0) << 8) | (from[i + 2] ?? 0);
      to[at] = BASE64[three >> 18] ?? 0;
      to[at + 1] = BASE64[(three >> 12) & 63] ?? 0;
      to[at + 2] = BASE64[(three >> 6) & 63] ?? 0;
      to[at + 3] = BASE64[three & 63] ?? 0;
    }
    this.#length = at;
    if (whole < other.length) this.text(from.toString('base64', whole, other.length));
  }

  /** Moves what comes after the first `at` bytes by some bytes, into the room or out of it. */
  shift(at: number, by: number): void {
    if (by === 0) return;
    this.#makeRoom(by);
    this.#bytes.copyWithin(at + by, at, this.#length);
    this.#length += by;
  }

  /** Writes a few characters of ASCII over what is there. */
  overwrite(at: number, text: string): void {
    for (let i = 0; i < text.length; i++) this.#bytes[at + i] = text.charCodeAt(i);
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }

  // Answers false, and writes nothing, when a character is not plain.
  #plain(text: string): boolean {
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (IS_PLAIN[code] !== 1) return false;
      bytes[at++] = code;
    }
    this.#length = at;
    return true;
  }

  #longPlain(text: string): boolean {
    if (!PLAIN.test(text)) return false;
    this.#length += this.#bytes.write(text, this.#length, 'latin1');
    return true;
  }

  #whole(value: number): void {
    if (value < NINE_DIGITS) this.#digits(value, digitCount(value));
    else {
      const high = Math.floor(value / NINE_DIGITS);
      this.#whole(high);
      this.#digits(value - high * NINE_DIGITS, 9);
    }
  }

  #fraction(millionths: number): void {
    let [digits, places] = [millionths, 6];
    for (; digits % 10 === 0; places--) digits /= 10;
    this.#makeRoom(1);
    this.#bytes[this.#length++] = POINT;
    this.#digits(digits, places);
  }

  #digits(value: number, count: number): void {
    this.#makeRoom(count);
    const [bytes, start] = [this.#bytes, this.#length];
    // As an integer of 32 bits: division is several times as fast.
    let left = value | 0;
    for (let at = start + count - 1; at >= start; at--) {
      const rest = (left / 10) | 0;
      bytes[at] = ZERO + (left - rest * 10);
      left = rest;
    }
    this.#length = start + count;
  }
}

/** How many digits a whole number from 0 has. */
function digitCount(value: number): number {
  let count = 1;
  for (let bound = 10; value >= bound; bound *= 10) count++;
  return count;
}
