// The figures of one phase. An execution counts for latencies in the phase it belongs to: by the time it was due in
// open-loop load (so that a task that finishes late still counts, rule 2), by the time it finished while saturated
// (there is no schedule). Throughput and busy time count by when they happened.

import { LatencyHistogram } from '../../measure/index.ts';
import { toHistogramRecord, type PhaseRecord, type TaskFigures } from '../../result/index.ts';
import { SliceTimeline, type SliceFigures } from './slice-timeline.ts';

export type PhaseKind = PhaseRecord['phase'];

interface Latencies {
  readonly wait: LatencyHistogram;
  readonly service: LatencyHistogram;
  readonly endToEnd: LatencyHistogram;
}

interface TypeFigures extends Latencies {
  completed: number;
  failed: number;
}

export interface PhaseFigures extends Pick<PhaseRecord, 'wait' | 'service' | 'endToEnd' | 'byTask'> {
  readonly completed: number;
  readonly failed: number;
  readonly finishedInWindow: number;
  readonly busyNs: number;
  readonly eventLoopLagP99Ms: number | null;
  readonly slices: readonly SliceFigures[];
}

export class PhaseRecorder {
  readonly #kind: PhaseKind;
  readonly #startNs: number;
  readonly #endNs: number;
  readonly #types: readonly TypeFigures[];
  readonly #timeline: SliceTimeline;
  #finishedInWindow = 0;
  #busyNs = 0;
  #worstLoopDelayNs = -1;

  constructor(kind: PhaseKind, startNs: number, endNs: number, taskTypes: number) {
    this.#kind = kind;
    this.#startNs = startNs;
    this.#endNs = endNs;
    this.#types = Array.from({ length: taskTypes }, () => ({ completed: 0, failed: 0, ...emptyLatencies() }));
    this.#timeline = new SliceTimeline(startNs);
  }

  /** Executions that ended in the window so far. */
  get finishedInWindow(): number {
    return this.#finishedInWindow;
  }

  book(typeIndex: number, failed: boolean, intendedNs: number, startedNs: number, finishedNs: number): void {
    const busy = Math.min(finishedNs, this.#endNs) - Math.max(startedNs, this.#startNs);
    if (busy > 0) this.#busyNs += busy;
    const finishedHere = this.#contains(finishedNs);
    if (finishedHere) {
      this.#finishedInWindow++;
      this.#timeline.book(finishedNs, startedNs - intendedNs, failed);
    }
    const open = this.#kind === 'rate' || this.#kind === 'utilization';
    if (open ? !this.#contains(intendedNs) : !finishedHere) return;
    const type = this.#types[typeIndex];
    if (type === undefined) return;
    if (failed) type.failed++;
    else type.completed++;
    type.wait.recordNs(startedNs - intendedNs);
    type.service.recordNs(finishedNs - startedNs);
    type.endToEnd.recordNs(finishedNs - intendedNs);
  }

  bookLoopDelay(p99Ns: number, toNs: number): void {
    if (this.#contains(toNs)) this.#worstLoopDelayNs = Math.max(this.#worstLoopDelayNs, p99Ns);
  }

  figures(taskNames: readonly string[]): PhaseFigures {
    const sum = (pick: (type: TypeFigures) => number): number =>
      this.#types.reduce((total, type) => total + pick(type), 0);
    return {
      completed: sum((type) => type.completed),
      failed: sum((type) => type.failed),
      ...encode(merge(this.#types)),
      byTask: this.#types.map((type, index): TaskFigures => ({
        name: taskNames[index] ?? String(index),
        completed: type.completed,
        failed: type.failed,
        ...encode(type),
      })),
      finishedInWindow: this.#finishedInWindow,
      busyNs: this.#busyNs,
      eventLoopLagP99Ms: this.#worstLoopDelayNs < 0 ? null : this.#worstLoopDelayNs / 1e6,
      slices: this.#timeline.finish(Math.max(1, Math.ceil((this.#endNs - this.#startNs) / 1e9))),
    };
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
