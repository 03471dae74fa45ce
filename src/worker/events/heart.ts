// Tells monitors that the worker lives: online, a heartbeat every few seconds, offline when its last task has ended.

import { loadavg } from 'node:os';
import { softwareInfo } from '../node/software.ts';
import type { EventOutbox } from './event-outbox.ts';

/** What a heartbeat says of the work. */
export interface Pulse {
  /** Tasks in slots. */
  readonly active: number;
  /** Tasks started since the worker started. */
  readonly processed: number;
}

export interface HeartParts {
  readonly outbox: EventOutbox;
  /** Seconds between heartbeats; monitors call a worker dead after twice that. */
  readonly intervalSec: number;
  readonly pulse: () => Pulse;
}

export class Heart {
  readonly #parts: HeartParts;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: HeartParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#beat('worker-online');
    this.#timer = setInterval(() => this.#beat('worker-heartbeat'), this.#parts.intervalSec * 1000);
  }

  /** A heartbeat out of turn. */
  beatNow(): void {
    this.#beat('worker-heartbeat');
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#beat('worker-offline');
  }

  #beat(type: string): void {
    const { outbox, intervalSec, pulse } = this.#parts;
    const load = loadavg().map((value) => Math.round(value * 100) / 100);
    outbox.send(type, { freq: intervalSec, ...pulse(), loadavg: load, ...softwareInfo() });
  }
}
