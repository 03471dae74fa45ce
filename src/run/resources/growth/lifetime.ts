// Memory of one process against the tasks it has done, from its start to its end, in a fixed number of points.

import { ThinnedSeries, type LoopSample } from '../../../measure/index.ts';
import type { Point } from '../../../stats/index.ts';
import { TaskClock } from './task-clock.ts';

const MOST_POINTS = 64;
/** Looks at memory that wait for the count of tasks; more means that the process tells no counts. */
const MOST_PENDING = 16;

interface MemoryLook {
  readonly atNs: number;
  readonly bytes: number;
  /** Resident memory beyond it: pages shared with others. */
  readonly sharedBytes: number;
}

export class Lifetime {
  readonly group: string;
  readonly #clock = new TaskClock();
  readonly #series = new ThinnedSeries(3, MOST_POINTS);
  #pending: MemoryLook[] = [];
  #lastTasks = -1;

  constructor(group: string) {
    this.group = group;
  }

  /** Tasks done so far. */
  get tasks(): number {
    return this.#clock.tasks;
  }

  tell(sample: LoopSample): void {
    this.#clock.tell(sample);
    const known = this.#pending.filter((look) => this.#settle(look));
    this.#pending = this.#pending.filter((look) => !known.includes(look));
  }

  look(look: MemoryLook): void {
    this.#pending.push(look);
    if (this.#pending.length > MOST_PENDING) this.#pending.shift();
  }

  /** x: tasks done, y: bytes. Oldest first. */
  points(): readonly Point[] {
    return this.#series.means().map(([x = 0, y = 0]) => ({ x, y }));
  }

  /** Mean of the pages shared with others; NaN without a look. */
  sharedBytes(): number {
    const means = this.#series.means();
    return means.reduce((sum, [, , shared = 0]) => sum + shared, 0) / means.length;
  }

  #settle({ atNs, bytes, sharedBytes }: MemoryLook): boolean {
    const tasks = this.#clock.tasksAt(atNs);
    if (tasks === undefined) return false;
    // Looks while nothing was done say nothing of what a task does.
    if (tasks >= this.#lastTasks + 1) {
      this.#series.add([tasks, bytes, sharedBytes]);
      this.#lastTasks = tasks;
    }
    return true;
  }
}
