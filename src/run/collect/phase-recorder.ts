// The figures of one phase. An execution counts for latencies in the phase it belongs to: by the time it was due in
// open-loop load (so that a task that finishes late still counts, rule 2), by the time it finished while saturated and in
// a closed loop (there is no schedule). Throughput and busy time count by when they happened. Latencies, throughput and busy time are
// kept in segments, so that a warm-up found afterwards can be cut off; counts of tasks are of the whole window.

import { LatencyHistogram } from '../../measure/index.ts';
import { toHistogramRecord, type Flow, type PhaseRecord, type TaskFigures } from '../../result/index.ts';
import { PhaseSeries } from '../steadiness/phase-series.ts';
import { Segments } from '../steadiness/segments.ts';
import type { FleetLayout } from './fleet-layout.ts';
import type { HandlingHalf, TaskHalf } from './handling-join.ts';
import type { IdleBin } from './idle-meter.ts';
import { PhaseFlow } from './phase-flow.ts';
import { PhaseTally } from './phase-tally.ts';
import { SliceTimeline, type SliceFigures } from './slice-timeline.ts';

export type PhaseKind = PhaseRecord['phase'];

/** Nobody fixed beforehand when their tasks are due. */
const UNSCHEDULED: ReadonlySet<PhaseKind> = new Set(['warm-up', 'saturate', 'closed']);

interface Latencies {
  readonly wait: LatencyHistogram;
  readonly service: LatencyHistogram;
  readonly endToEnd: LatencyHistogram;
}

interface TypeFigures {
  completed: number;
  failed: number;
  readonly latencies: Segments<Latencies>;
}

export interface PhaseFigures extends Pick<PhaseRecord, 'wait' | 'service' | 'endToEnd' | 'byTask'> {
  readonly completed: number;
  readonly failed: number;
  /** Executions that ended in the whole window. */
  readonly finishedInWindow: number;
  /** Executions that ended after the cut, and slot time that was busy. */
  readonly finishedAfterCut: number;
  readonly busyNs: number;
  /** Further slot time after the cut, busy with executions after which the task ran again. */
  readonly attemptBusyNs: number;
  readonly slices: readonly SliceFigures[];
  /** undefined where no collector follows the phase, and in a warm-up. */
  readonly flow: Flow | undefined;
}

export class PhaseRecorder {
  readonly #kind: PhaseKind;
  readonly #startNs: number;
  readonly #endNs: number;
  readonly #types: readonly TypeFigures[];
  readonly #timeline: SliceTimeline;
  readonly series: PhaseSeries;
  readonly tally: PhaseTally = new PhaseTally();
  #attempts: PhaseSeries | undefined;
  #flow: PhaseFlow | undefined;
  #finishedInWindow = 0;

  constructor(kind: PhaseKind, startNs: number, endNs: number, taskTypes: number) {
    this.#kind = kind;
    this.#startNs = startNs;
    this.#endNs = endNs;
    this.#types = Array.from({ length: taskTypes }, () => ({
      completed: 0,
      failed: 0,
      latencies: new Segments(startNs, endNs, emptyLatencies),
    }));
    this.series = new PhaseSeries(startNs, endNs);
    this.#timeline = new SliceTimeline(startNs, endNs);
  }

  /** Executions that ended in the window so far. */
  get finishedInWindow(): number {
    return this.#finishedInWindow;
  }

  /** From now on the parts of the tasks' time are kept too. A warm-up is no measurement: nobody reads its parts. */
  follow(layout: FleetLayout): void {
    if (this.#kind !== 'warm-up') this.#flow = new PhaseFlow(this.#startNs, this.#endNs, layout);
  }

  book(task: TaskHalf, failed: boolean): void {
    const { typeIndex, intendedNs, startedNs, finishedNs } = task;
    this.series.book(startedNs, finishedNs);
    const finishedHere = this.#contains(finishedNs);
    if (finishedHere) {
      this.#finishedInWindow++;
      this.#timeline.book(finishedNs, startedNs - intendedNs, failed);
    }
    const atNs = this.#belongsAt(task);
    if (!this.#contains(atNs)) return;
    const type = this.#types[typeIndex];
    if (type === undefined) return;
    if (failed) type.failed++;
    else type.completed++;
    const latencies = type.latencies.at(atNs);
    latencies.wait.recordNs(startedNs - intendedNs);
    latencies.service.recordNs(finishedNs - startedNs);
    latencies.endToEnd.recordNs(finishedNs - intendedNs);
    this.tally.book(task);
    this.#flow?.bookSlot(task, atNs);
  }

  /** An execution that ended nothing, because its task runs again: it kept a slot busy. */
  bookAttempt(startedNs: number, finishedNs: number): void {
    this.#attempts ??= new PhaseSeries(this.#startNs, this.#endNs);
    this.#attempts.bookBusy(startedNs, finishedNs);
  }

  /** What its worker stamped, for a task that was booked. */
  bookHandling(task: TaskHalf, handling: HandlingHalf): void {
    if (this.#flow === undefined) return;
    const atNs = this.#belongsAt(task);
    if (!this.#contains(atNs)) return;
    this.tally.bookHandling(task, handling);
    this.#flow.bookHandling(task, handling, atNs);
  }

  bookIdle(bin: IdleBin): void {
    if (this.#flow !== undefined && this.#contains(bin.atNs)) this.#flow.bookIdle(bin);
  }

  /** Tasks ran too long for idle slots to be told from busy ones. */
  missedIdle(): void {
    this.#flow?.missedIdle();
  }

  /** `cut`: how many segments at the beginning are warm-up and do not count for latencies, throughput and busy time. */
  figures(taskNames: readonly string[], cut: number = 0): PhaseFigures {
    const after = this.series.after(cut);
    const byType = this.#types.map((type) => merge(type.latencies.after(cut)));
    const sum = (pick: (type: TypeFigures) => number): number =>
      this.#types.reduce((total, type) => total + pick(type), 0);
    return {
      completed: sum((type) => type.completed),
      failed: sum((type) => type.failed),
      ...encode(merge(byType)),
      byTask: this.#types.map((type, index): TaskFigures => ({
        name: taskNames[index] ?? String(index),
        completed: type.completed,
        failed: type.failed,
        ...encode(byType[index] ?? emptyLatencies()),
      })),
      finishedInWindow: this.#finishedInWindow,
      finishedAfterCut: after.finished,
      busyNs: after.busyNs,
      attemptBusyNs: this.#attempts?.after(cut).busyNs ?? 0,
      slices: this.#timeline.finish(),
      flow: this.#flow?.close(cut),
    };
  }

  /** By which of its times a task belongs to a phase. */
  #belongsAt({ intendedNs, finishedNs }: TaskHalf): number {
    return UNSCHEDULED.has(this.#kind) ? finishedNs : intendedNs;
  }

  #contains(atNs: number): boolean {
    return atNs >= this.#startNs && atNs < this.#endNs;
  }
}

function emptyLatencies(): Latencies {
  return {
    wait: LatencyHistogram.create(),
    service: LatencyHistogram.create(),
    endToEnd: LatencyHistogram.create(),
  };
}

function merge(parts: readonly Latencies[]): Latencies {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const all = emptyLatencies();
  for (const part of parts) {
    all.wait.add(part.wait);
    all.service.add(part.service);
    all.endToEnd.add(part.endToEnd);
  }
  return all;
}

function encode(latencies: Latencies): Pick<PhaseRecord, 'wait' | 'service' | 'endToEnd'> {
  return {
    wait: toHistogramRecord(latencies.wait),
    service: toHistogramRecord(latencies.service),
    endToEnd: toHistogramRecord(latencies.endToEnd),
  };
}
