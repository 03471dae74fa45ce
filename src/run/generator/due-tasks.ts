// The tasks of an open-loop phase in the order in which they are due: streams merged, each with a mixture of its own.

import { random } from '../../stats/index.ts';
import {
  MergedArrivals,
  openArrivals,
  planTasks,
  type Arrivals,
  type LoadStream,
  type PlannedTask,
  type TaskPlan,
  type Workload,
} from '../../workload/index.ts';

export interface Drawing {
  readonly workload: Workload;
  readonly seed: number;
  readonly iterationsPerMs: number;
  /** Which phase of the trial this is, from 0. */
  readonly phase: number;
  readonly nextSeq: () => number;
}

interface OpenStream {
  readonly arrivals: Arrivals;
  readonly plan: TaskPlan;
}

export class DueTasks {
  readonly #streams: readonly OpenStream[];
  readonly #merged: MergedArrivals;
  readonly #startNs: number;

  /** Draws depend on seed, phase and the place of the stream alone. */
  constructor(streams: readonly LoadStream[], drawing: Drawing, startNs: number, endNs: number) {
    const { workload, seed, iterationsPerMs, phase, nextSeq } = drawing;
    const around = { spanSec: (endNs - startNs) / 1e9, taskNames: workload.tasks.map((task) => task.name) };
    this.#startNs = startNs;
    this.#streams = streams.map(({ plan, tasks }, index) => {
      const stream = `phase/${phase}/${index}`;
      const arrivals = openArrivals(plan, around, random(seed).stream(`${stream}/arrivals`));
      return { arrivals, plan: planTasks(workload, seed, { iterationsPerMs }, { stream, tasks, nextSeq }) };
    });
    this.#merged = new MergedArrivals(this.#streams.map(({ arrivals }) => arrivals));
  }

  /** When the next task is due on the monotonic clock; Infinity when there is none. */
  get dueNs(): number {
    return this.#startNs + this.#merged.dueNs;
  }

  /** The task that is due, stamped as sent now; goes on to the next. */
  take(nowNs: number): PlannedTask | undefined {
    const stream = this.#streams[this.#merged.streamIndex];
    if (stream === undefined) return undefined;
    const { typeIndex, durationMs } = stream.arrivals;
    // Whole nanoseconds, rounded down: a task due before the end of the phase stays before it.
    const task = stream.plan.next(Math.floor(this.dueNs), nowNs, typeIndex, durationMs);
    this.#merged.advance();
    return task;
  }

  close(): void {
    this.#merged.close();
  }
}
