// Offers messages: as few LPUSHes for each list as their size allows, all in one flush.

import { ms, type Milliseconds } from '../../units/index.ts';
import type { OutgoingMessage, Outlet, Parcel, Sender } from '../sending.ts';
import type { Connection } from './connection.ts';
import { insist } from './insist.ts';
import { listKey, priorityStep } from './keys.ts';
import { Outbox, SpareCommands } from './outbox.ts';
import type { PushCommand } from './push-command.ts';

/** How long a send waits for a broken connection to come back before it gives up. */
const RECONNECT_WITHIN_MS = 5000;

export class RedisSender implements Sender {
  readonly #connection: Connection;
  readonly #spare = new SpareCommands();
  #reconnecting: Promise<void> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Rejects with BROKER_UNREACHABLE when the connection is lost on the way, and with BROKER_REFUSED; the messages may then
   * have arrived or not, and only the caller can know whether sending twice is harmless. To whom it is, can insist.
   */
  async send(messages: readonly OutgoingMessage[], insistForMs: Milliseconds = ms(0)): Promise<void> {
    const commands = this.#byList(messages).flatMap((outbox) => outbox.take());
    await Promise.all(
      commands.map((command) => insist(this.#connection, insistForMs, () => this.#push(command))),
    );
  }

  outlet(queue: string, priority: number = 0): Outlet {
    const outbox = new Outbox(listKey(queue, priorityStep(priority)), this.#spare);
    return {
      add: (write, id, args, kwargs) => {
        write(outbox.next(), id, args, kwargs);
        outbox.added();
      },
      take: () => {
        const commands = outbox.take();
        return commands.length === 0 ? undefined : this.#parcel(commands);
      },
    };
  }

  // What the server has taken is not sent again: its memory may hold other messages by then.
  #parcel(commands: readonly PushCommand[]): Parcel {
    let left = commands;
    return {
      send: async () => {
        const outcomes = await Promise.allSettled(left.map((command) => this.#push(command)));
        left = left.filter((_, index) => outcomes[index]?.status === 'rejected');
        for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
      },
    };
  }

  async #push(command: PushCommand): Promise<void> {
    if (!this.#connection.ready) await this.#reconnected();
    await this.#connection.runWritten('lpush', command.bytes());
    this.#spare.give(command);
  }

  // One wait for all that are sent meanwhile.
  #reconnected(): Promise<void> {
    this.#reconnecting ??= this.#connection
      .whenReady(RECONNECT_WITHIN_MS)
      .finally(() => (this.#reconnecting = undefined));
    return this.#reconnecting;
  }

  #byList(messages: readonly OutgoingMessage[]): readonly Outbox[] {
    const outboxes = new Map<string, Outbox>();
    for (const { queue, priority = 0, envelope } of messages) {
      const key = listKey(queue, priorityStep(priority));
      let outbox = outboxes.get(key);
      if (outbox === undefined) outboxes.set(key, (outbox = new Outbox(key, this.#spare)));
      outbox.next().text(envelope);
      outbox.added();
    }
    return [...outboxes.values()];
  }
}
