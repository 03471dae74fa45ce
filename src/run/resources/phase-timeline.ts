// The timeline of one phase: what happened in each slice, the last look at the queue in it, memory and CPU of the
// fleet at its end.

import type { ResourceReading } from '../../measure/index.ts';
import type { TimelinePoint } from '../../result/index.ts';
import type { SliceFigures } from '../collect/slice-timeline.ts';
import { sliceAt, slicesOf, type Slices } from '../slices.ts';
import type { QueueLook } from './queue-account.ts';

/** Of a reading, what the timeline shows. */
interface FleetUse {
  readonly atNs: number;
  readonly memoryBytes: number | null;
  readonly cpuMs: number | null;
}

export class PhaseTimeline {
  readonly #slices: Slices;
  readonly #looks = new Map<number, QueueLook>();
  readonly #uses = new Map<number, FleetUse>();
  #first: FleetUse | undefined;

  constructor(startNs: number, endNs: number) {
    this.#slices = slicesOf(startNs, endNs);
  }

  addReading({ atNs, fleet, cpuMs }: ResourceReading): void {
    const use = { atNs, memoryBytes: fleet?.bytes ?? null, cpuMs: cpuMs.worker };
    this.#first ??= use;
    this.#uses.set(sliceAt(this.#slices, atNs), use);
  }

  addLook(atNs: number, look: QueueLook): void {
    this.#looks.set(sliceAt(this.#slices, atNs), look);
  }

  /** `sent`: tasks sent in each slice. */
  points(figures: readonly SliceFigures[], sent: readonly number[], trialStartNs: number): TimelinePoint[] {
    const { startNs, endNs, lengthNs } = this.#slices;
    let before = this.#first;
    return figures.map(({ index, completed, failed, waitP50Ms, waitP95Ms }): TimelinePoint => {
      const fromNs = startNs + index * lengthNs;
      const look = this.#looks.get(index);
      const use = this.#uses.get(index);
      const cpuCores = coresBetween(before, use);
      before = use ?? before;
      return {
        atMs: (fromNs - trialStartNs) / 1e6,
        spanMs: Math.min(lengthNs, endNs - fromNs) / 1e6,
        sent: sent[index] ?? 0,
        completed,
        failed,
        waiting: look?.waiting ?? null,
        reserved: look?.reserved ?? null,
        scheduled: look?.scheduled ?? null,
        retry: look?.retry ?? null,
        waitP50Ms,
        waitP95Ms,
        memoryBytes: use?.memoryBytes ?? null,
        cpuCores,
      };
    });
  }
}

function coresBetween(from: FleetUse | undefined, to: FleetUse | undefined): number | null {
  if (from === undefined || to === undefined || to.atNs <= from.atNs) return null;
  if (from.cpuMs === null || to.cpuMs === null) return null;
  return (to.cpuMs - from.cpuMs) / ((to.atNs - from.atNs) / 1e6);
}
