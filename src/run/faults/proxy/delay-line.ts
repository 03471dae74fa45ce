// One direction of a delayed connection: what arrives leaves after the delay, in order, and no more than a bound of it
// is held back; beyond that the source has to wait, as on a real long line.

import type { Socket } from 'node:net';
import { monotonicNs } from '../../../measure/index.ts';

const MOST_HELD_BYTES = 4 * 1024 * 1024;

interface Held {
  readonly chunk: Buffer;
  readonly arrivedNs: number;
  readonly dueNs: number;
}

/** The delay of a proxy, shared by its lines, and what it came to. */
export class Delay {
  byNs = 0;
  #sumNs = 0;
  #count = 0;

  took(ns: number): void {
    this.#sumNs += ns;
    this.#count++;
  }

  /** Mean time that data was held since the last call; undefined when none passed. */
  takeMeanNs(): number | undefined {
    const mean = this.#count === 0 ? undefined : this.#sumNs / this.#count;
    this.#sumNs = 0;
    this.#count = 0;
    return mean;
  }
}

export class DelayLine {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #delay: Delay;
  #held: Held[] = [];
  #heldBytes = 0;
  #ending = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, delay: Delay) {
    this.#from = from;
    this.#to = to;
    this.#delay = delay;
    from.on('data', (chunk: Buffer) => this.#arrive(chunk));
    from.on('end', () => this.#end());
    to.on('drain', () => this.#resume());
  }

  /** Forgets what is held. */
  close(): void {
    clearTimeout(this.#timer);
    this.#held = [];
  }

  #arrive(chunk: Buffer): void {
    const { byNs } = this.#delay;
    if (byNs === 0 && this.#held.length === 0) {
      if (!this.#to.write(chunk)) this.#from.pause();
      return;
    }
    const arrivedNs = monotonicNs();
    this.#held.push({ chunk, arrivedNs, dueNs: arrivedNs + byNs });
    this.#heldBytes += chunk.byteLength;
    if (this.#heldBytes > MOST_HELD_BYTES) this.#from.pause();
    this.#timer ??= this.#wakeAt(arrivedNs + byNs, arrivedNs);
  }

  // Timers have a grain of a millisecond; rounding to the nearest keeps the mean right.
  #wakeAt(dueNs: number, nowNs: number): NodeJS.Timeout {
    return setTimeout(() => this.#release(), Math.max(0, Math.round((dueNs - nowNs) / 1e6 - 0.5)));
  }

  #release(): void {
    this.#timer = undefined;
    const nowNs = monotonicNs();
    const due = this.#held.findIndex(({ dueNs }) => dueNs > nowNs);
    const leaving = this.#held.splice(0, due === -1 ? this.#held.length : due);
    for (const { chunk, arrivedNs } of leaving) {
      this.#heldBytes -= chunk.byteLength;
      this.#delay.took(nowNs - arrivedNs);
      this.#to.write(chunk);
    }
    this.#resume();
    const [next] = this.#held;
    if (next !== undefined) this.#timer = this.#wakeAt(next.dueNs, nowNs);
    else if (this.#ending) this.#to.end();
  }

  #resume(): void {
    if (this.#heldBytes <= MOST_HELD_BYTES && !this.#to.writableNeedDrain) this.#from.resume();
  }

  #end(): void {
    this.#ending = true;
    if (this.#held.length === 0) this.#to.end();
  }
}
