// Gives waiting tasks to slots, in order: to free ones, and to busy ones that the pool says will be free in no time.
//
// Many short tasks may end inside one turn of the event loop, each making room for the next. After a few
// milliseconds of that the dispatcher lets the loop turn, so that acks leave and connections stay alive.

import type { Pool } from '../pools/contract.ts';
import type { Reservation } from './reservation.ts';
import type { WaitingLine } from './waiting-line.ts';

/** How long one turn of the event loop may go on starting tasks. */
const TURN_MS = 4;

/** Called for each task before it gets its slot; false: it must not run and has been dealt with. */
export type Begin = (reservation: Reservation) => boolean;

export class Dispatcher {
  readonly #line: WaitingLine<Reservation>;
  readonly #pool: Pool<Reservation>;
  readonly #begin: Begin;
  #active = false;
  #closed = false;
  #turnEndsAtMs = 0;
  #turnEnd: NodeJS.Immediate | undefined;

  constructor(line: WaitingLine<Reservation>, pool: Pool<Reservation>, begin: Begin) {
    this.#line = line;
    this.#pool = pool;
    this.#begin = begin;
  }

  /** Starts what can start now. Harmless to call at any time, also from inside itself. */
  dispatch(): void {
    if (this.#active || this.#closed || !this.#mayStartNext) return;
    this.#active = true;
    this.#openTurn();
    try {
      this.#fillSlots();
    } finally {
      this.#active = false;
    }
  }

  get #mayStartNext(): boolean {
    const next = this.#line.first;
    return next !== undefined && (this.#pool.free > 0 || this.#pool.takesAhead(next));
  }

  #fillSlots(): void {
    while (this.#mayStartNext) {
      const nowMs = performance.now();
      if (nowMs >= this.#turnEndsAtMs) return;
      const next = this.#line.shift();
      if (next === undefined) return;
      next.startedAtMs = nowMs;
      if (this.#begin(next)) this.#pool.run(next);
    }
  }

  /** Starts nothing any more; what waits stays in the line. */
  close(): void {
    this.#closed = true;
    clearImmediate(this.#turnEnd);
  }

  #openTurn(): void {
    if (this.#turnEnd !== undefined) return;
    this.#turnEndsAtMs = performance.now() + TURN_MS;
    this.#turnEnd = setImmediate(() => {
      this.#turnEnd = undefined;
      this.dispatch();
    });
  }
}
