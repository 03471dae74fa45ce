// How many tasks a trial has sent and withdrawn, beside what the collector has seen finish.

import type { Ledger, TaskLedger } from '../../result/index.ts';
import type { Collector } from '../collect/collector.ts';
import { closeLedger } from '../ledger/close-ledger.ts';
import { TaskLedgers } from '../ledger/task-ledgers.ts';

export class LoadAccount {
  readonly collector: Collector;
  readonly #byTask: TaskLedgers;
  /** Set where planned faults may lose tasks: resolves when no more of them will finish. */
  whenQuiet: (() => Promise<void>) | undefined;
  #sent = 0;
  #left = 0;

  constructor(collector: Collector) {
    this.collector = collector;
    this.#byTask = new TaskLedgers(collector.ledger, collector.layout.tasks.length);
  }

  get sent(): number {
    return this.#sent;
  }

  /** Sent, not withdrawn and not finished. */
  get outstanding(): number {
    return this.#sent - this.#left - this.collector.ledger.accounted;
  }

  addSent(count: number, perTask: readonly number[]): void {
    this.#sent += count;
    this.#byTask.addSent(perTask);
  }

  addLeft(count: number): void {
    this.#left += count;
  }

  /** Resolves when nothing is outstanding, or nothing outstanding will finish any more. */
  async whenSettled(): Promise<void> {
    const accounted = this.#sent - this.#left;
    if (!(await this.#allFinished(accounted))) return;
    // More may have been sent or withdrawn since then.
    if (this.#sent - this.#left === accounted) this.#byTask.settled();
  }

  // False when what is missing was lost.
  #allFinished(accounted: number): Promise<boolean> {
    const finished = this.collector.whenAccounted(accounted).then(() => true);
    if (this.whenQuiet === undefined) return finished;
    return Promise.race([finished, this.whenQuiet().then(() => false)]);
  }

  close(): Ledger {
    const { ledger, strays } = this.collector;
    return closeLedger({ sent: this.#sent, left: this.#left, strays, ...ledger.counts });
  }

  /** `total`: what `close` answered. */
  closeByTask(total: Ledger): readonly TaskLedger[] {
    const names = this.collector.layout.tasks.map(({ name }) => name);
    return this.#byTask.close(names, total).map((entry, type) => {
      const retried = this.collector.attemptsOf(type);
      return retried === 0 ? entry : { ...entry, retried };
    });
  }
}
