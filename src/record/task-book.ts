// The account of the tasks under way: puts the events of each together, and hands runs on in the order of arrival,
// once each. Its memory is bounded: a run that takes too long, or that is one too many, is handed on unfinished, and
// that is counted.

import { ArrivalOrder } from './arrival-order.ts';
import type { TaskEvent } from '../broker/index.ts';
import { arrivalOf, beginRun, neverRan, type Since, type TaskRun } from './task-run.ts';

export interface BookLimits {
  /** Runs held at once until those before them can be written. */
  readonly held: number;
  /** Runs that are remembered until their end is heard, written or not; at least `held`. */
  readonly known: number;
  /** How long a run may hold up those after it: while it waits for its worker, and again while it runs. */
  readonly patienceMs: number;
  /** How long a run is held in any case: an earlier one may be heard of later. */
  readonly settleMs: number;
}

export interface BookCounts {
  /** Handed on before their end, because they ran too long. */
  overdue: number;
  /** Handed on before they began, because they waited too long. */
  unstarted: number;
  /** Handed on before their end, because there were too many. */
  crowdedOut: number;
  /** Ends of runs whose beginning was not heard, or that had been forgotten. */
  endsOnly: number;
  /** Forgotten before their end was heard. */
  forgotten: number;
  /** Revoked before they began, and not handed on. */
  neverRan: number;
}

export interface BookReader {
  /** A run in its place in the order of arrival. What is undefined then is not known. */
  write(run: TaskRun): void;
  /** Nothing more will be heard of it. */
  close(run: TaskRun): void;
}

export class TaskBook {
  readonly counts: BookCounts = {
    overdue: 0,
    unstarted: 0,
    crowdedOut: 0,
    endsOnly: 0,
    forgotten: 0,
    neverRan: 0,
  };
  readonly #limits: BookLimits;
  readonly #reader: BookReader;
  readonly #runs = new Map<string, TaskRun>();
  readonly #order = new ArrivalOrder();

  constructor(limits: BookLimits, reader: BookReader) {
    this.#limits = limits;
    this.#reader = reader;
  }

  /** Runs whose end has not been heard. */
  get underWay(): number {
    let count = 0;
    for (const run of this.#runs.values()) if (run.ending === undefined) count++;
    return count;
  }

  hear(event: TaskEvent, nowMs: number): void {
    const run = this.#runs.get(event.uuid);
    if (event.kind === 'ended') this.#end(event, nowMs, run);
    else if (event.kind === 'started') this.#start(event, nowMs, run);
    else if (run === undefined || run.retries < event.retries || isAgain(event, run))
      this.#begin(event, nowMs, run);
    else this.#amend(event, nowMs, run);
  }

  /** Hands on what can be handed on. */
  release(nowMs: number): void {
    const { held, patienceMs, settleMs } = this.#limits;
    for (let run = this.#order.first; run !== undefined; run = this.#order.first) {
      const isCrowded = this.#order.size > held;
      if (isCrowded && this.#dropFromFuture(nowMs)) continue;
      if (run.ending === undefined) {
        const sinceMs = run.startHeardMs ?? Math.max(run.heardMs, run.arrivalMs);
        const isOverdue = nowMs - sinceMs > patienceMs;
        if (!isCrowded && !isOverdue) return;
        const late = run.startHeardMs === undefined ? 'unstarted' : 'overdue';
        this.counts[isCrowded ? 'crowdedOut' : late]++;
      } else if (!isCrowded && nowMs - run.heardMs < settleMs) return;
      this.#write(run);
    }
  }

  /** Hands on everything that has arrived by now. Answers how many are still to come: those with a later ETA. */
  finish(nowMs: number): number {
    let toCome = 0;
    for (let run = this.#order.first; run !== undefined; run = this.#order.first) {
      if (run.ending === undefined && run.startedMs === undefined && run.arrivalMs > nowMs) {
        this.#order.takeFirst();
        toCome++;
      } else this.#write(run);
    }
    for (const run of this.#runs.values()) if (run.written) this.#reader.close(run);
    return toCome;
  }

  #begin(event: TaskEvent & { readonly kind: Since }, nowMs: number, before: TaskRun | undefined): void {
    const run = beginRun(event, nowMs, before?.ending === undefined ? before : undefined);
    if (before !== undefined) before.before = undefined;
    // In the map's order the oldest run comes first.
    this.#runs.delete(run.uuid);
    this.#runs.set(run.uuid, run);
    this.#order.add(run);
    if (this.#runs.size > this.#limits.known) this.#forgetOldest();
    if (this.#order.size > this.#limits.held) this.release(nowMs);
  }

  // Both the client and the worker tell of a run; the client knows when it was sent.
  #amend(event: TaskEvent & { readonly kind: Since }, nowMs: number, run: TaskRun): void {
    if (event.kind === 'received') {
      run.worker = event.node;
      return;
    }
    run.queue ??= event.queue;
    if (run.since === 'sent' || run.written) return;
    run.since = 'sent';
    const { saidMs, arrivalMs } = arrivalOf(event, nowMs);
    run.saidMs = saidMs;
    this.#order.move(run, arrivalMs);
  }

  #start(event: TaskEvent & { readonly kind: 'started' }, nowMs: number, run: TaskRun | undefined): void {
    if (run === undefined || run.ending !== undefined) return;
    run.startedMs = event.atMs;
    run.startHeardMs = nowMs;
    run.worker = event.node;
    this.#hasArrived(run, nowMs);
  }

  #end(event: TaskEvent & { readonly kind: 'ended' }, nowMs: number, latest: TaskRun | undefined): void {
    // A retry is sent before the run that wants it has ended.
    const before = event.ending === 'retried' ? latest?.before : undefined;
    const run = before ?? latest;
    if (run === undefined || run.ending !== undefined) {
      this.counts.endsOnly++;
      return;
    }
    if (before !== undefined && latest !== undefined) latest.before = undefined;
    run.ending = event.ending;
    run.again = event.again;
    run.endedMs = event.atMs;
    run.runtimeMs = event.runtimeMs;
    run.worker = event.node;
    this.#hasArrived(run, nowMs);
    if (run.written) this.#close(run);
  }

  // What began or ended is there, whatever its ETA and the clocks say: its line must not push those after it into the future.
  #hasArrived(run: TaskRun, nowMs: number): void {
    if (!run.written && run.arrivalMs > nowMs) this.#order.move(run, nowMs);
  }

  #write(run: TaskRun): void {
    this.#order.takeFirst();
    if (neverRan(run)) return this.#leaveOut(run);
    run.written = true;
    this.#reader.write(run);
    const latest = this.#runs.get(run.uuid);
    if (run.ending !== undefined || (latest !== run && latest?.before !== run)) this.#close(run);
  }

  #leaveOut(run: TaskRun): void {
    this.counts.neverRan++;
    if (this.#runs.get(run.uuid) === run) this.#runs.delete(run.uuid);
  }

  // Runs with a late ETA must not crowd out those that are there.
  #dropFromFuture(nowMs: number): boolean {
    const { last } = this.#order;
    if (last === undefined || last.arrivalMs <= nowMs || last.startedMs !== undefined) return false;
    this.#order.takeLast();
    this.#runs.delete(last.uuid);
    this.counts.forgotten++;
    return true;
  }

  #close(run: TaskRun): void {
    this.#reader.close(run);
    if (this.#runs.get(run.uuid) === run) this.#runs.delete(run.uuid);
  }

  #forgetOldest(): void {
    for (const run of this.#runs.values()) {
      if (!run.written) continue;
      this.counts.forgotten++;
      this.#close(run);
      return;
    }
  }
}

// The same attempt comes again after its message was put back: a run of its own, if the one before has ended.
function isAgain(event: TaskEvent & { readonly kind: Since }, run: TaskRun): boolean {
  return event.kind === 'received' && run.again;
}
