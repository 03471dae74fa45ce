// Sequence numbers that no two generators of a run give to different tasks.

import { PAGE_TASKS } from '../ledger/sequence-ledger.ts';
import type { GeneratorShare } from './messages.ts';

export interface Numbers {
  readonly next: () => number;
  /** Above every number given so far. */
  readonly end: number;
}

/**
 * Open loop: every generator draws all tasks in the same order and numbers all of them, but sends only its own. What is
 * sent does not depend on how many generators there are.
 */
export class CommonNumbers implements Numbers {
  #next: number;

  constructor(firstSeq: number) {
    this.#next = firstSeq;
  }

  readonly next = (): number => this.#next++;

  get end(): number {
    return this.#next;
  }
}

/**
 * Saturating and closed loop: how many each generator sends is up to the fleet, so each takes every `of`-th block of
 * numbers. A block is a page of the ledger, so that every page is filled and dropped.
 */
export class OwnNumbers implements Numbers {
  readonly #firstSeq: number;
  readonly #share: GeneratorShare;
  #given = 0;
  #end: number;

  constructor(firstSeq: number, share: GeneratorShare) {
    this.#firstSeq = firstSeq;
    this.#share = share;
    this.#end = firstSeq;
  }

  readonly next = (): number => {
    const block = Math.floor(this.#given / PAGE_TASKS) * this.#share.of + this.#share.index;
    const seq = this.#firstSeq + block * PAGE_TASKS + (this.#given++ % PAGE_TASKS);
    this.#end = seq + 1;
    return seq;
  };

  get end(): number {
    return this.#end;
  }
}
