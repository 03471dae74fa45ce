// Where the time of one phase's tasks went: the five parts by task type (in segments, so that a warm-up can be cut off
// afterwards) and, where there are several, by worker; and the idle slots beside reserved tasks.

import type { Flow, Stranded } from '../../result/index.ts';
import { Segments } from '../steadiness/segments.ts';
import {
  emptyParts,
  encodeParts,
  mergeParts,
  namedParts,
  recordSlotParts,
  recordWorkerParts,
  type PartHistograms,
} from './five-parts.ts';
import type { FleetLayout } from './fleet-layout.ts';
import type { HandlingHalf, TaskHalf } from './handling-join.ts';
import type { IdleBin } from './idle-meter.ts';

export class PhaseFlow {
  readonly #layout: FleetLayout;
  readonly #types: readonly Segments<PartHistograms>[];
  /** Empty with a single worker: its figures are the total. */
  readonly #workers: readonly PartHistograms[];
  readonly #slots: number;
  readonly #windowNs: number;
  #spanNs = 0;
  #idleNs = 0;
  #strandedNs = 0;
  #heldNs = 0;
  #sawAll = true;

  constructor(startNs: number, endNs: number, layout: FleetLayout) {
    this.#layout = layout;
    this.#windowNs = endNs - startNs;
    this.#types = layout.tasks.map(() => new Segments(startNs, endNs, emptyParts));
    this.#workers = layout.workers.length > 1 ? layout.workers.map(emptyParts) : [];
    this.#slots = layout.workers.reduce((sum, { slots }) => sum + slots, 0);
  }

  /** `atNs`: the time by which the task belongs to the phase. */
  bookSlot(task: TaskHalf, atNs: number): void {
    const parts = this.#types[task.typeIndex]?.at(atNs);
    if (parts !== undefined) recordSlotParts(parts, task);
    const worker = this.#workers[task.worker];
    if (worker !== undefined) recordSlotParts(worker, task);
  }

  bookHandling(task: TaskHalf, handling: HandlingHalf, atNs: number): void {
    const parts = this.#types[task.typeIndex]?.at(atNs);
    if (parts !== undefined) recordWorkerParts(parts, task, handling);
    const worker = this.#workers[task.worker];
    if (worker !== undefined) recordWorkerParts(worker, task, handling);
  }

  bookIdle(bin: IdleBin): void {
    this.#spanNs += bin.spanNs;
    this.#idleNs += bin.idleNs;
    this.#strandedNs += bin.strandedNs;
    this.#heldNs += bin.heldNs;
  }

  missedIdle(): void {
    this.#sawAll = false;
  }

  /** `cut`: segments at the beginning that are warm-up. */
  close(cut: number): Flow {
    const byType = this.#types.map((type) => mergeParts(type.after(cut)));
    const { tasks, workers } = this.#layout;
    return {
      total: encodeParts(mergeParts(byType)),
      byTask: byType.map((parts, index) => namedParts(tasks[index]?.name ?? String(index), parts)),
      byQueue: this.#byQueue(byType),
      byWorker: this.#workers.map((parts, index) => namedParts(workers[index]?.name ?? String(index), parts)),
      stranded: this.#sawAll && this.#spanNs > 0 ? this.#stranded() : null,
    };
  }

  #byQueue(byType: readonly PartHistograms[]): Flow['byQueue'] {
    const { tasks } = this.#layout;
    const queues = [...new Set(tasks.map(({ queue }) => queue))];
    if (queues.length < 2) return [];
    return queues.map((name) =>
      namedParts(name, mergeParts(byType.filter((_, index) => tasks[index]?.queue === name))),
    );
  }

  #stranded(): Stranded {
    const availableSlotSec = (this.#slots * this.#windowNs) / 1e9;
    // Nothing ran and nothing waited before the first stamp and after the last.
    const unseenSlotSec = (this.#slots * Math.max(0, this.#windowNs - this.#spanNs)) / 1e9;
    const strandedSlotSec = this.#strandedNs / 1e9;
    return {
      availableSlotSec,
      idleSlotSec: this.#idleNs / 1e9 + unseenSlotSec,
      strandedSlotSec,
      strandedRatio: strandedSlotSec / availableSlotSec,
      heldSlotSec: this.#heldNs / 1e9,
    };
  }
}
