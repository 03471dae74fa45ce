// How many tasks a trial has sent and withdrawn, beside what the collector has seen finish.

import type { Ledger } from '../../result/index.ts';
import type { Collector } from '../collect/collector.ts';
import { closeLedger } from '../ledger/close-ledger.ts';

export class LoadAccount {
  readonly collector: Collector;
  #sent = 0;
  #left = 0;

  constructor(collector: Collector) {
    this.collector = collector;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Sent, not withdrawn and not finished. */
  get outstanding(): number {
    return this.#sent - this.#left - this.collector.ledger.accounted;
  }

  addSent(count: number): void {
    this.#sent += count;
  }

  addLeft(count: number): void {
    this.#left += count;
  }

  /** Resolves when nothing is outstanding. */
  whenSettled(): Promise<void> {
    return this.collector.whenAccounted(this.#sent - this.#left);
  }

  close(): Ledger {
    const { ledger, strays } = this.collector;
    return closeLedger({ sent: this.#sent, left: this.#left, strays, ...ledger.counts });
  }
}
