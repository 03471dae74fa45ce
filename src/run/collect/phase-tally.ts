// What is known of a phase's tasks while it goes on, in a few sums: how their messages were settled, and how much their
// bodies vary.

import type { HandlingHalf, TaskHalf } from './handling-join.ts';

/** Of the executions of a phase. */
export interface AckCounts {
  readonly executed: number;
  /** Those whose worker told when it reserved and settled the message. */
  readonly told: number;
  /** Of these, those settled after they had ended. */
  readonly settledAfter: number;
}

export class PhaseTally implements AckCounts {
  executed = 0;
  told = 0;
  settledAfter = 0;
  // Welford 1962: no digits are lost, however many there are.
  #meanMs = 0;
  #squaresMs2 = 0;

  book({ startedNs, finishedNs }: TaskHalf): void {
    const serviceMs = (finishedNs - startedNs) / 1e6;
    this.executed++;
    const offMs = serviceMs - this.#meanMs;
    this.#meanMs += offMs / this.executed;
    this.#squaresMs2 += offMs * (serviceMs - this.#meanMs);
  }

  bookHandling({ finishedNs }: TaskHalf, { settledNs }: HandlingHalf): void {
    this.told++;
    if (settledNs >= finishedNs) this.settledAfter++;
  }

  /** Squared coefficient of variation of the bodies' times: 0 when all are alike. */
  get serviceScv(): number {
    if (this.executed < 2 || this.#meanMs === 0) return 0;
    return this.#squaresMs2 / (this.executed - 1) / this.#meanMs ** 2;
  }
}
