// What a broker does for who sends: the part of contract.ts that offers messages.

import type { Milliseconds } from '../units/index.ts';
import type { Kwargs, TaskWriter } from './message/index.ts';

/** One message as it lies in the queue: the JSON envelope, and where it goes. */
export interface OutgoingMessage {
  readonly queue: string;
  /** 0 (first) to 9 (last), default 0. */
  readonly priority?: number;
  /** The complete Celery envelope as JSON text. */
  readonly envelope: string;
}

/** Offers messages. */
export interface Sender {
  /**
   * Appends every message to its queue, in order, in one round trip. Resolves when the server has them. `insistForMs`: how
   * long to go on when the server is away or refuses; a message may then arrive twice. Default 0.
   */
  send(messages: readonly OutgoingMessage[], insistForMs?: Milliseconds): Promise<void>;
  /** A way to send very many tasks to one queue. Default priority 0. */
  outlet(queue: string, priority?: number): Outlet;
}

/** Tasks for one queue, written straight into the bytes that go to the server: far less garbage than texts make. */
export interface Outlet {
  /** Writes one task behind those of before. Throws what the writer throws; the task is left out then. */
  add(write: TaskWriter, id: string, args: readonly unknown[], kwargs?: Kwargs): void;
  /** What was added since the last call, ready to be sent; undefined when nothing was. */
  take(): Parcel | undefined;
}

/** Some tasks on their way. */
export interface Parcel {
  /**
   * Resolves when the server has them, in their order. Rejects as `Sender.send` does; may be called again then, and sends
   * what the server has not confirmed.
   */
  send(): Promise<void>;
}
