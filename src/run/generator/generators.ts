// All load generators of a run as one: every order goes to each, and their answers are put together.

import { HeadcountError } from '../../errors/index.ts';
import { LatencyHistogram } from '../../measure/index.ts';
import { toHistogramRecord, type HistogramRecord } from '../../result/index.ts';
import { ms } from '../../units/index.ts';
import type { GeneratorProcess } from './generator-process.ts';
import type { GeneratorOrder, PhaseOrder, PhaseSent } from './messages.ts';

/** An order without what is the same for all and kept here. */
type WithoutPlace<Order> = Order extends PhaseOrder ? Omit<Order, 'phase' | 'firstSeq'> : never;
type Opening = Omit<GeneratorOrder & { order: 'open' }, 'order' | 'share'>;

export class Generators {
  readonly #processes: readonly GeneratorProcess[];
  #phase = 0;
  #nextSeq = 0;

  constructor(processes: readonly GeneratorProcess[]) {
    this.#processes = processes;
  }

  get pids(): readonly number[] {
    return this.#processes.map(({ pid }) => pid);
  }

  async open(opening: Opening): Promise<void> {
    this.#phase = 0;
    this.#nextSeq = 0;
    const of = this.#processes.length;
    try {
      await this.#all((one, index) => one.open({ ...opening, share: { index, of } }));
    } catch (error) {
      // Those that did open hold on to the broker.
      await this.close();
      throw error;
    }
  }

  /** Resolves when the phase is over and the broker has all of it. */
  async phase(order: WithoutPlace<PhaseOrder>): Promise<PhaseSent> {
    const placed: PhaseOrder = { ...order, phase: this.#phase++, firstSeq: this.#nextSeq };
    const answers = await this.#all((one) => one.phase(placed));
    this.#nextSeq = Math.max(...answers.map(({ nextSeq }) => nextSeq));
    return merge(answers.map(({ phase }) => phase));
  }

  /** Ends the phase under way early; its `phase` call resolves soon after. */
  cut(): void {
    for (const one of this.#processes) one.cut();
  }

  /** Ends the trial's load; harmless when a process is gone. */
  async close(): Promise<void> {
    await this.#all((one) => one.close());
  }

  /**
   * What each answers. When one fails the others end early, and are waited for: what they would say later must not be
   * taken for the answer to another order.
   */
  async #all<T>(order: (one: GeneratorProcess, index: number) => Promise<T>): Promise<readonly T[]> {
    const answers = this.#processes.map(async (one, index) => {
      try {
        return await order(one, index);
      } catch (error) {
        this.cut();
        throw error;
      }
    });
    await Promise.allSettled(answers);
    return Promise.all(answers);
  }
}

function merge(parts: readonly PhaseSent[]): PhaseSent {
  const [only, ...others] = parts;
  if (only === undefined) throw new HeadcountError('BUG', 'a run without a load generator');
  if (others.length === 0) return only;
  const sum = (pick: (part: PhaseSent) => number): number =>
    parts.reduce((total, part) => total + pick(part), 0);
  return {
    sent: sum(({ sent }) => sent),
    sentPerSlice: addUp(parts.map(({ sentPerSlice }) => sentPerSlice)),
    sentPerTask: addUp(parts.map(({ sentPerTask }) => sentPerTask)),
    slip: mergeSlip(parts.flatMap(({ slip }) => slip ?? [])),
    emptyRatio: sum(({ emptyRatio }) => emptyRatio) / parts.length,
  };
}

function addUp(rows: readonly (readonly number[])[]): number[] {
  const length = Math.max(...rows.map((row) => row.length));
  return Array.from({ length }, (_, index) => rows.reduce((sum, row) => sum + (row[index] ?? 0), 0));
}

function mergeSlip(records: readonly HistogramRecord[]): HistogramRecord | null {
  if (records.length === 0) return null;
  const all = LatencyHistogram.create();
  for (const { data, summary } of records) {
    if (summary.count > 0) all.add(LatencyHistogram.decode(data, ms(summary.minMs), ms(summary.maxMs)));
  }
  return toHistogramRecord(all);
}
