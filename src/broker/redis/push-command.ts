// One LPUSH as the bytes that go to the server, messages appended one by one. How many arguments there are and how long
// each is stands before them: room is left for the figure, and it is filled in when it is known.

import { ByteWriter } from '../message/index.ts';

/** Longer argument lists and bigger commands gain nothing, and keep the server from serving others. */
const MOST_MESSAGES = 1000;
const MOST_BYTES = 256 * 1024;
/** Room for the number of arguments, which begins the command. */
const COUNT_ROOM = '*0000';
const LENGTH_ROOM = Buffer.from('$0000\r\n');
/** An envelope is about a kilobyte long. */
const USUAL_DIGITS = 4;
const LINE_END = Buffer.from('\r\n');
/** The command's name and its key. */
const NAME_AND_KEY = 2;

export class PushCommand {
  readonly #writer = new ByteWriter();
  #count = 0;
  /** Where the bytes of whole messages end. */
  #end = 0;

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count >= MOST_MESSAGES || this.#end >= MOST_BYTES;
  }

  get capacityBytes(): number {
    return this.#writer.capacityBytes;
  }

  /** Begins anew, in the memory of the command before. */
  begin(key: string): this {
    this.#writer.cutTo(0);
    this.#writer.text(`${COUNT_ROOM}\r\n$5\r\nLPUSH\r\n$${Buffer.byteLength(key)}\r\n${key}\r\n`);
    this.#end = this.#writer.length;
    this.#count = 0;
    return this;
  }

  /** Where the next message is to be written; it is none until `added`. */
  next(): ByteWriter {
    this.#writer.cutTo(this.#end);
    this.#writer.raw(LENGTH_ROOM);
    return this.#writer;
  }

  added(): void {
    const writer = this.#writer;
    const from = this.#end + LENGTH_ROOM.length;
    const length = String(writer.length - from);
    writer.shift(from, length.length - USUAL_DIGITS);
    writer.overwrite(this.#end + 1, `${length}\r\n`);
    writer.raw(LINE_END);
    this.#end = writer.length;
    this.#count++;
  }

  /** The whole command. */
  bytes(): Buffer {
    const count = `*${this.#count + NAME_AND_KEY}`;
    const from = COUNT_ROOM.length - count.length;
    this.#writer.cutTo(this.#end);
    this.#writer.overwrite(from, count);
    return this.#writer.view(from);
  }
}
