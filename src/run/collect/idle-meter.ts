// Measures what prefetch costs, from the stamps alone: in bins of 10 ms of the time that the stamps speak of, how much
// slot time of each worker was busy and how many tasks it held reserved and unstarted. Samples arrive when a task has
// ended, so bins stay open for a minute; then they are judged and forgotten.

import type { FleetLayout } from './fleet-layout.ts';
import { LevelRing } from './level-ring.ts';
import { strandingOf, type Consumers } from './stranding.ts';

const BIN_NS = 10e6;
const OPEN_BINS = 6000;
/** Room for what is newer than the bins that are kept open. */
const RING_BINS = OPEN_BINS + 1000;
const CLOSE_EVERY_BINS = 100;

/** One closed bin, in slot-nanoseconds. */
export interface IdleBin {
  readonly atNs: number;
  readonly spanNs: number;
  readonly idleNs: number;
  readonly strandedNs: number;
  readonly heldNs: number;
}

interface Seat {
  readonly slots: number;
  readonly busy: LevelRing;
  /** By queue; undefined where it does not consume. */
  readonly waiting: readonly (LevelRing | undefined)[];
}

export class IdleMeter {
  readonly #onBin: (bin: IdleBin) => void;
  readonly #seats: readonly Seat[];
  readonly #consumers: Consumers;
  readonly #queueOfTask: readonly number[];
  #originNs: number | undefined;
  /** First bin that is open. */
  #firstOpen = 0;
  #newest = 0;
  #cut = 0;

  constructor(layout: FleetLayout, onBin: (bin: IdleBin) => void) {
    this.#onBin = onBin;
    const queues = [...new Set(layout.tasks.map(({ queue }) => queue))];
    this.#queueOfTask = layout.tasks.map(({ queue }) => queues.indexOf(queue));
    this.#consumers = queues.map((queue) =>
      layout.workers.flatMap((seat, index) => (seat.queues.includes(queue) ? [index] : [])),
    );
    this.#seats = layout.workers.map((seat) => ({
      slots: seat.slots,
      busy: ring(),
      waiting: queues.map((queue) => (seat.queues.includes(queue) ? ring() : undefined)),
    }));
  }

  /** Intervals of which a part was older than the oldest open bin: what they would have said is missing. */
  get cut(): number {
    return this.#cut;
  }

  /** A slot of the worker was busy. */
  busy(worker: number, startedNs: number, finishedNs: number): void {
    const seat = this.#seats[worker];
    if (seat === undefined) return;
    // Earlier stamps than the first may still come: the ring begins a while before it.
    this.#originNs ??= startedNs - (OPEN_BINS / 2) * BIN_NS;
    this.#advance(Math.floor((finishedNs - this.#originNs) / BIN_NS));
    this.#add(seat.busy, startedNs - this.#originNs, finishedNs - this.#originNs);
  }

  /** The worker held a task that no slot had started yet; call after `busy` of the same task. */
  waited(typeIndex: number, worker: number, reservedNs: number, startedNs: number): void {
    const waiting = this.#seats[worker]?.waiting[this.#queueOfTask[typeIndex] ?? -1];
    if (waiting === undefined || this.#originNs === undefined) return;
    this.#add(waiting, reservedNs - this.#originNs, startedNs - this.#originNs);
  }

  /** Judges every bin that is still open; call when no more samples come. */
  finish(): void {
    this.#closeUpTo(this.#newest + 1);
  }

  #add(into: LevelRing, fromNs: number, toNs: number): void {
    const oldestNs = this.#firstOpen * BIN_NS;
    if (fromNs < oldestNs) this.#cut++;
    if (toNs > oldestNs && toNs > fromNs) into.add(Math.max(fromNs, oldestNs), toNs);
  }

  #advance(bin: number): void {
    if (bin <= this.#newest) return;
    this.#newest = bin;
    const firstOpen = bin - OPEN_BINS;
    if (firstOpen >= this.#firstOpen + CLOSE_EVERY_BINS) this.#closeUpTo(firstOpen);
  }

  #closeUpTo(end: number): void {
    for (; this.#firstOpen < end; this.#firstOpen++) this.#close(this.#firstOpen);
  }

  #close(bin: number): void {
    const workers = this.#seats.map(({ slots, busy, waiting }) => ({
      idle: Math.max(0, slots * BIN_NS - busy.take(bin)),
      // A rounding error must not become a task that waits.
      waiting: waiting.map((one) => Math.max(0, one?.take(bin) ?? 0)),
    }));
    const { stranded, held } = strandingOf(workers, this.#consumers);
    this.#onBin({
      atNs: (this.#originNs ?? 0) + bin * BIN_NS,
      spanNs: BIN_NS,
      idleNs: workers.reduce((sum, { idle }) => sum + idle, 0),
      strandedNs: stranded,
      heldNs: held,
    });
  }
}

const ring = (): LevelRing => new LevelRing(RING_BINS, BIN_NS);
