// Sends a node's events: worker events one by one, task events as one list for each turn of the event loop, as Celery's
// event-loop workers do. While the broker is away a bounded number is kept and sent first when it is back.

import { encodeEvent, encodeEventList, type CeleryEvent, type Signals } from '../../broker/index.ts';
import type { LamportClock } from './lamport-clock.ts';

/** A list is sent when it has this many, even within a turn. */
const LIST_LENGTH = 100;
/** Task events kept while the broker is away; the oldest go first. */
const MOST_KEPT = 10_000;

export type EventFields = Readonly<Record<string, unknown>>;

export interface EventOutboxParts {
  readonly signals: Signals;
  readonly nodeName: string;
  readonly clock: LamportClock;
}

export class EventOutbox {
  readonly #parts: EventOutboxParts;
  readonly #underWay = new Set<Promise<void>>();
  #list: string[] = [];
  #kept: string[] = [];
  #turnEnd: NodeJS.Immediate | undefined;

  constructor(parts: EventOutboxParts) {
    this.#parts = parts;
  }

  /** Adds a task event to this turn's list. */
  add(type: string, fields: EventFields): void {
    this.#list.push(JSON.stringify(this.#stamped(type, fields)));
    if (this.#list.length >= LIST_LENGTH) this.#sendList();
    else this.#turnEnd ??= setImmediate(() => this.#sendList());
  }

  /** Sends an event by itself; what was kept goes first. Lost when the broker is away: it will be out of date then. */
  send(type: string, fields: EventFields): void {
    if (this.#kept.length > 0) this.#sendList();
    const { channel, text } = encodeEvent(this.#stamped(type, fields));
    this.#track(this.#parts.signals.publish(channel, text).then(ignore, ignore));
  }

  /** Resolves when everything so far has been sent or cannot be. */
  async flush(): Promise<void> {
    if (this.#list.length > 0) this.#sendList();
    await Promise.all(this.#underWay);
  }

  #sendList(): void {
    clearImmediate(this.#turnEnd);
    this.#turnEnd = undefined;
    const list = [...this.#kept, ...this.#list];
    this.#kept = [];
    this.#list = [];
    if (list.length === 0) return;
    const { channel, text } = encodeEventList(this.#parts.nodeName, list);
    this.#track(this.#parts.signals.publish(channel, text).then(ignore, () => this.#keep(list)));
  }

  #keep(list: readonly string[]): void {
    this.#kept = [...this.#kept, ...list].slice(-MOST_KEPT);
  }

  #track(sending: Promise<void>): void {
    this.#underWay.add(sending);
    void sending.then(() => this.#underWay.delete(sending));
  }

  #stamped(type: string, fields: EventFields): CeleryEvent {
    const { nodeName, clock } = this.#parts;
    return {
      hostname: nodeName,
      // Whole hours west of Greenwich, rounded as Python does.
      utcoffset: Math.floor(new Date().getTimezoneOffset() / 60),
      pid: process.pid,
      clock: clock.forward(),
      ...fields,
      timestamp: Date.now() / 1000,
      type,
    };
  }
}

function ignore(): void {
  // Monitors notice that events stay away; the worker's log tells of the broker.
}
