// Takes every sample of a trial: books it in the ledger, joins what slot and worker stamped, hands both to the phases
// they touch, and tells who waits when everything sent is accounted for.

import type { HeldSample, LoopSample, SampleSink } from '../../measure/index.ts';
import { ClockWatch } from '../validity/clock-watch.ts';
import type { ProcessSink } from '../resources/contract.ts';
import { SequenceLedger } from '../ledger/sequence-ledger.ts';
import type { FleetLayout } from './fleet-layout.ts';
import { HandlingJoin, type HandlingHalf, type JoinCounts, type TaskHalf } from './handling-join.ts';
import { IdleMeter, type IdleBin } from './idle-meter.ts';
import type { PhaseRecorder } from './phase-recorder.ts';

interface Waiter {
  readonly target: number;
  readonly resolve: () => void;
}

export interface CollectorOptions {
  readonly layout: FleetLayout;
  /** Whether the workers tell when they reserve and settle; otherwise nothing waits for it. */
  readonly expectsHandling: boolean;
}

/** Whoever wants to see every task that is booked for the first time. */
export interface TaskWitness {
  book(intendedNs: number, startedNs: number, finishedNs: number): void;
}

/** Follows tasks while they end. */
export interface TaskWatcher {
  task(intendedNs: number, startedNs: number, finishedNs: number): void;
}

export class Collector implements SampleSink {
  /** Set where faults are planned. */
  witness: TaskWitness | undefined;
  /** Takes what is about processes, not about tasks. */
  processes: ProcessSink | undefined;
  readonly ledger: SequenceLedger = new SequenceLedger();
  readonly clock: ClockWatch = new ClockWatch();
  #watcher: TaskWatcher | undefined;
  readonly layout: FleetLayout;
  readonly #join: HandlingJoin | undefined;
  readonly #meter: IdleMeter | undefined;
  readonly #phases: PhaseRecorder[] = [];
  #waiter: Waiter | undefined;
  #strays = 0;
  #longestServiceNs = 0;
  readonly #attempts: number[] = [];

  constructor({ layout, expectsHandling }: CollectorOptions) {
    this.layout = layout;
    if (!expectsHandling) return;
    this.#join = new HandlingJoin((task, handling) => this.#joined(task, handling));
    this.#meter = new IdleMeter(layout, (bin) => this.#idle(bin));
  }

  /** Records that did not parse or belong to no task. */
  get strays(): number {
    return this.#strays;
  }

  /** Of the bodies so far; 0 when none has ended. */
  get longestServiceMs(): number {
    return this.#longestServiceNs / 1e6;
  }

  /** undefined where workers tell nothing. */
  get joins(): JoinCounts | undefined {
    return this.#join?.counts;
  }

  addPhase(phase: PhaseRecorder): void {
    phase.follow(this.layout);
    this.#phases.push(phase);
  }

  /** No more samples come: what is still open is closed. */
  finish(): void {
    this.#meter?.finish();
    if ((this.#meter?.cut ?? 0) > 0) for (const phase of this.#phases) phase.missedIdle();
  }

  /** Tells `watcher` of every task that ends from now on; undefined tells nobody. */
  watch(watcher: TaskWatcher | undefined): void {
    this.#watcher = watcher;
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
    worker: number,
    intendedNs: number,
    sentNs: number,
    startedNs: number,
    finishedNs: number,
  ): void {
    // A sample is input: one that is not a task's numbers must not reach the histograms.
    const known = typeIndex < this.layout.tasks.length;
    if (!isSeq(seq) || !known || !Number.isFinite(intendedNs + sentNs + startedNs + finishedNs)) {
      this.#strays++;
      return;
    }
    this.clock.task(intendedNs, startedNs, finishedNs);
    this.#longestServiceNs = Math.max(this.#longestServiceNs, finishedNs - startedNs);
    this.#watcher?.task(intendedNs, startedNs, finishedNs);
    this.#meter?.busy(worker, startedNs, finishedNs);
    if (this.ledger.book(seq, typeIndex, failed) === 'again') return;
    const task = { typeIndex, worker, intendedNs, sentNs, startedNs, finishedNs };
    for (const phase of this.#phases) phase.book(task, failed);
    this.#join?.task(seq, task);
    this.witness?.book(intendedNs, startedNs, finishedNs);
    this.#wake();
  }

  /** The slot was busy, and nothing has ended. */
  attempt(seq: number, typeIndex: number, worker: number, startedNs: number, finishedNs: number): void {
    if (!isSeq(seq) || typeIndex >= this.layout.tasks.length || !Number.isFinite(startedNs + finishedNs)) {
      this.#strays++;
      return;
    }
    this.#attempts[typeIndex] = this.attemptsOf(typeIndex) + 1;
    this.#meter?.busy(worker, startedNs, finishedNs);
    for (const phase of this.#phases) phase.bookAttempt(startedNs, finishedNs);
  }

  /** Executions of a type after which the task ran again. */
  attemptsOf(typeIndex: number): number {
    return this.#attempts[typeIndex] ?? 0;
  }

  handling(seq: number, worker: number, reservedNs: number, settledNs: number): void {
    if (!isSeq(seq) || !Number.isFinite(reservedNs + settledNs)) {
      this.#strays++;
      return;
    }
    this.#join?.handling(seq, { worker, reservedNs, settledNs }, this.ledger.seen(seq));
  }

  loop(sample: LoopSample, worker: number): void {
    this.processes?.loop(sample, worker);
  }

  held(sample: HeldSample, worker: number): void {
    this.processes?.held(sample, worker);
  }

  malformed(): void {
    this.#strays++;
  }

  #joined(task: TaskHalf, handling: HandlingHalf): void {
    for (const phase of this.#phases) phase.bookHandling(task, handling);
    this.#meter?.waited(task.typeIndex, task.worker, handling.reservedNs, task.startedNs);
  }

  #idle(bin: IdleBin): void {
    for (const phase of this.#phases) phase.bookIdle(bin);
  }

  #wake(): void {
    if (this.#waiter === undefined || this.ledger.accounted < this.#waiter.target) return;
    const { resolve } = this.#waiter;
    this.#waiter = undefined;
    resolve();
  }
}

function isSeq(seq: number): boolean {
  return Number.isInteger(seq) && seq >= 0;
}
