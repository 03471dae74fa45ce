// How many tasks a trial has sent and withdrawn, beside what the collector has seen finish.

import type { Ledger, TaskLedger } from '../../result/index.ts';
import type { Collector } from '../collect/collector.ts';
import { closeLedger } from '../ledger/close-ledger.ts';
import { TaskLedgers } from '../ledger/task-ledgers.ts';

export class LoadAccount {
  readonly collector: Collector;
  readonly #byTask: TaskLedgers;
  /** Set where planned faults may lose tasks: resolves when no more of them will finish, with those still claimed. */
  whenQuiet: (() => Promise<readonly number[]>) | undefined;
  #sent = 0;
  #withdrawn = 0;
  #abandoned: readonly number[] = [];

  constructor(collector: Collector) {
    this.collector = collector;
    this.#byTask = new TaskLedgers(collector.ledger, collector.layout.tasks.length);
  }

  get sent(): number {
    return this.#sent;
  }

  /** Sent, and neither left nor finished. */
  get outstanding(): number {
    return this.#expected - this.collector.ledger.accounted;
  }

  /** Claims of workers that are gone, also those of tasks that had finished. */
  get abandonedClaims(): number {
    return this.#abandoned.length;
  }

  addSent(count: number, perTask: readonly number[]): void {
    this.#sent += count;
    this.#byTask.addSent(perTask);
  }

  /** Taken back from the queues. */
  addWithdrawn(count: number): void {
    this.#withdrawn += count;
  }

  /** Tasks, by sequence number, that a worker has claimed which is gone. Takes the place of what was said before. */
  abandon(claims: readonly number[]): void {
    this.#abandoned = claims;
  }

  /** Resolves when nothing is outstanding, or nothing outstanding will finish any more. */
  async whenSettled(): Promise<void> {
    await this.#allFinished();
    // More may have been sent or withdrawn since then, or lost.
    if (this.outstanding === 0) this.#byTask.settled();
  }

  async #allFinished(): Promise<void> {
    const finished = this.collector.whenAccounted(this.#expected);
    if (this.whenQuiet === undefined) return finished;
    const abandoned = await Promise.race([finished, this.whenQuiet()]);
    if (abandoned !== undefined) this.abandon(abandoned);
  }

  /** How many tasks have finished when nothing is outstanding. */
  get #expected(): number {
    return this.#sent - this.#left;
  }

  // A task may be done whose message its worker did not live to settle.
  get #left(): number {
    const { ledger } = this.collector;
    return this.#withdrawn + this.#abandoned.filter((seq) => !ledger.seen(seq)).length;
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
