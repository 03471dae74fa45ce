// One phase from its first task to its record: opens the window, has the generator fill it, looks at the queue
// once a second, and afterwards puts recorder, readings and counts together.

import type { ResourceReading } from '../../measure/index.ts';
import type { PhaseRecord, TimelinePoint } from '../../result/index.ts';
import type { ArrivalLaw } from '../../workload/index.ts';
import { PhaseRecorder, type PhaseFigures } from '../collect/phase-recorder.ts';
import type { PhaseSent } from '../generator/messages.ts';
import { phaseWarnings, refusesPhase } from './phase-warnings.ts';
import { ResourceAccount } from './resource-account.ts';

export interface PhaseSetting {
  readonly kind: PhaseRecord['phase'];
  readonly startNs: number;
  readonly endNs: number;
  readonly offered: { readonly ratePerSec: number; readonly arrivals: ArrivalLaw } | undefined;
}

/** What the trial knows and a phase needs for its record. */
export interface PhaseSurroundings {
  readonly trialStartNs: number;
  readonly taskNames: readonly string[];
  readonly slots: number;
  readonly windowTasks: number;
  readonly ownBroker: boolean;
}

interface Look {
  readonly waiting: number;
  readonly reserved: number;
}

export class MeasuredPhase {
  readonly setting: PhaseSetting;
  readonly recorder: PhaseRecorder;
  readonly #resources = new ResourceAccount();
  readonly #readings: ResourceReading[] = [];
  readonly #looks = new Map<number, Look>();
  #sent: PhaseSent = { sent: 0, sentPerSlice: [], slip: null, emptyRatio: 0 };
  #outstandingAtEnd = 0;

  constructor(setting: PhaseSetting, taskTypes: number) {
    this.setting = setting;
    this.recorder = new PhaseRecorder(setting.kind, setting.startNs, setting.endNs, taskTypes);
  }

  /** Executions that ended in the window so far, a second of the whole window. */
  get finishedPerSec(): number {
    const { startNs, endNs } = this.setting;
    return this.recorder.finishedInWindow / ((endNs - startNs) / 1e9);
  }

  addReading(reading: ResourceReading): void {
    this.#resources.add(reading);
    const newest = this.#readings.at(-1);
    // One reading a slice is kept for the timeline.
    if (newest === undefined || this.#slice(newest.atNs) !== this.#slice(reading.atNs))
      this.#readings.push(reading);
    else this.#readings[this.#readings.length - 1] = reading;
  }

  addLook(atNs: number, waiting: number, reserved: number): void {
    this.#looks.set(this.#slice(atNs), { waiting, reserved });
  }

  /** Everything was sent; `outstanding` tasks had not finished at the end of the window. */
  end(sent: PhaseSent, outstanding: number): void {
    this.#sent = sent;
    this.#outstandingAtEnd = outstanding;
  }

  /** The record, and whether a rule of measurement refuses it. Call when every task is accounted for. */
  close(around: PhaseSurroundings): { readonly record: PhaseRecord; readonly refused: boolean } {
    const { kind, startNs, endNs, offered } = this.setting;
    const figures = this.recorder.figures(around.taskNames);
    const spanNs = endNs - startNs;
    const phase = {
      phase: kind,
      startMs: (startNs - around.trialStartNs) / 1e6,
      durationMs: spanNs / 1e6,
      offeredPerSec: offered?.ratePerSec ?? null,
      arrivals: offered?.arrivals ?? null,
      sent: this.#sent.sent,
      completed: figures.completed,
      failed: figures.failed,
      throughputPerSec: this.finishedPerSec,
      utilizationRatio: figures.busyNs / (spanNs * around.slots),
      slip: this.#sent.slip,
      wait: figures.wait,
      service: figures.service,
      endToEnd: figures.endToEnd,
      byTask: figures.byTask,
      timeline: this.#timeline(figures, around.trialStartNs),
      resources: this.#resources.close(figures.finishedInWindow, figures.eventLoopLagP99Ms, around.ownBroker),
    };
    const { windowTasks } = around;
    const facts = {
      phase,
      emptyRatio: this.#sent.emptyRatio,
      outstandingAtEnd: this.#outstandingAtEnd,
      windowTasks,
    };
    return { record: { ...phase, warnings: [...phaseWarnings(facts)] }, refused: refusesPhase(facts) };
  }

  #timeline(figures: PhaseFigures, trialStartNs: number): TimelinePoint[] {
    const { startNs, endNs } = this.setting;
    return figures.slices.map((slice): TimelinePoint => {
      const fromNs = startNs + slice.index * 1e9;
      const look = this.#looks.get(slice.index);
      const reading = this.#readings.find((one) => this.#slice(one.atNs) === slice.index);
      return {
        atMs: (fromNs - trialStartNs) / 1e6,
        spanMs: Math.min(1e9, endNs - fromNs) / 1e6,
        sent: this.#sent.sentPerSlice[slice.index] ?? 0,
        completed: slice.completed,
        failed: slice.failed,
        waiting: look?.waiting ?? null,
        reserved: look?.reserved ?? null,
        waitP50Ms: slice.waitP50Ms,
        waitP95Ms: slice.waitP95Ms,
        memoryBytes: reading?.fleetMemoryBytes ?? null,
        cpuCores: this.#coresUpTo(reading),
      };
    });
  }

  // CPU of the fleet between the reading before and this one.
  #coresUpTo(reading: ResourceReading | undefined): number | null {
    const before = reading === undefined ? undefined : this.#readings[this.#readings.indexOf(reading) - 1];
    if (reading === undefined || before === undefined) return null;
    return (reading.cpuMs.worker - before.cpuMs.worker) / ((reading.atNs - before.atNs) / 1e6);
  }

  #slice(atNs: number): number {
    return Math.floor((atNs - this.setting.startNs) / 1e9);
  }
}
