// What is to be pushed to one list: written into commands of bounded size, whose memory comes from those that the server
// has already taken.

import type { ByteWriter } from '../message/index.ts';
import { PushCommand } from './push-command.ts';

/** Memory that waits to be used again: more than is under way on a line that works. */
const MOST_SPARE_BYTES = 8 * 1024 * 1024;

/** Shared by the outboxes of one connection. */
export class SpareCommands {
  readonly #spare: PushCommand[] = [];
  #bytes = 0;

  take(): PushCommand {
    const command = this.#spare.pop();
    if (command === undefined) return new PushCommand();
    this.#bytes -= command.capacityBytes;
    return command;
  }

  /** Only what nobody will read any more. */
  give(command: PushCommand): void {
    if (this.#bytes + command.capacityBytes > MOST_SPARE_BYTES) return;
    this.#bytes += command.capacityBytes;
    this.#spare.push(command);
  }
}

export class Outbox {
  readonly #key: string;
  readonly #spare: SpareCommands;
  #full: PushCommand[] = [];
  #current: PushCommand | undefined;

  constructor(key: string, spare: SpareCommands) {
    this.#key = key;
    this.#spare = spare;
  }

  /** Where the next message is to be written; it is none until `added`. */
  next(): ByteWriter {
    this.#current ??= this.#spare.take().begin(this.#key);
    return this.#current.next();
  }

  added(): void {
    const current = this.#current;
    current?.added();
    if (current?.isFull !== true) return;
    this.#full.push(current);
    this.#current = undefined;
  }

  /** The commands that hold all messages so far, in order. */
  take(): readonly PushCommand[] {
    const commands = this.#full;
    this.#full = [];
    if (this.#current !== undefined && this.#current.count > 0) {
      commands.push(this.#current);
      this.#current = undefined;
    }
    return commands;
  }
}
