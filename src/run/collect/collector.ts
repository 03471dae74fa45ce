// Takes every sample of a trial: books it in the ledger, hands it to the phases it touches, and tells who waits
// when everything sent is accounted for.

import type { SampleSink } from '../../measure/index.ts';
import { SequenceLedger } from '../ledger/sequence-ledger.ts';
import type { PhaseRecorder } from './phase-recorder.ts';

interface Waiter {
  readonly target: number;
  readonly resolve: () => void;
}

export class Collector implements SampleSink {
  readonly ledger: SequenceLedger = new SequenceLedger();
  readonly #phases: PhaseRecorder[] = [];
  #waiter: Waiter | undefined;
  #strays = 0;

  /** Records that did not parse or belong to no task. */
  get strays(): number {
    return this.#strays;
  }

  addPhase(phase: PhaseRecorder): void {
    this.#phases.push(phase);
  }

  /** Resolves when `target` tasks are accounted for. A later call takes the place of an earlier one. */
  whenAccounted(target: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiter = { target, resolve };
      this.#wake();
    });
  }

  task(
    seq: number,
    typeIndex: number,
    failed: boolean,
    _pid: number,
    intendedNs: number,
    startedNs: number,
    finishedNs: number,
  ): void {
    // A sample is input: one that is not a task's numbers must not reach the histograms.
    if (!Number.isInteger(seq) || seq < 0 || !Number.isFinite(intendedNs + startedNs + finishedNs)) {
      this.#strays++;
      return;
    }
    if (this.ledger.book(seq, failed) === 'again') return;
    for (const phase of this.#phases) phase.book(typeIndex, failed, intendedNs, startedNs, finishedNs);
    this.#wake();
  }

  loopDelay(_pid: number, p99Ns: number, _maxNs: number, _fromNs: number, toNs: number): void {
    for (const phase of this.#phases) phase.bookLoopDelay(p99Ns, toNs);
  }

  malformed(): void {
    this.#strays++;
  }

  #wake(): void {
    if (this.#waiter === undefined || this.ledger.accounted < this.#waiter.target) return;
    const { resolve } = this.#waiter;
    this.#waiter = undefined;
    resolve();
  }
}
