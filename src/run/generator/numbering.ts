// Sequence numbers that no two generators of a run give to different tasks.

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

/** Numbers in a block: as many as the ledger keeps on a page, so that every page is filled and dropped. */
const BLOCK = 65_536;

/** Saturating and closed loop: how many each generator sends is up to the fleet, so each takes every `of`-th block of numbers. */
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
    const block = Math.floor(this.#given / BLOCK) * this.#share.of + this.#share.index;
    const seq = this.#firstSeq + block * BLOCK + (this.#given++ % BLOCK);
    this.#end = seq + 1;
    return seq;
  };

  get end(): number {
    return this.#end;
  }
}
