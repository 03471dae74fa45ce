// How many tasks one process had done at a given moment. Its event loops tell their counts twice a second; between
// two tellings the count is taken to have grown evenly.

import type { LoopSample } from '../../../measure/index.ts';

/** A loop that has told nothing for so long has ended (a recycled thread). */
const SILENT_NS = 2e9;

interface Told {
  readonly atNs: number;
  readonly tasks: number;
}

interface Loop {
  before: Told;
  last: Told;
}

export class TaskClock {
  readonly #loops = new Map<number, Loop>();
  #newestNs = 0;
  /** Of loops that have ended. */
  #endedTasks = 0;

  /** So far. */
  get tasks(): number {
    let tasks = this.#endedTasks;
    for (const { last } of this.#loops.values()) tasks += last.tasks;
    return tasks;
  }

  tell({ threadId, toNs, spanNs, tasks }: LoopSample): void {
    const told = { atNs: toNs, tasks };
    const loop = this.#loops.get(threadId);
    if (loop === undefined) {
      this.#loops.set(threadId, { before: { atNs: toNs - Math.max(1, spanNs), tasks: 0 }, last: told });
    } else {
      loop.before = loop.last;
      loop.last = told;
    }
    this.#newestNs = Math.max(this.#newestNs, toNs);
    this.#dropSilent();
  }

  /** undefined until every loop has told of that moment. */
  tasksAt(atNs: number): number | undefined {
    let tasks = this.#endedTasks;
    for (const { before, last } of this.#loops.values()) {
      if (last.atNs < atNs) return undefined;
      const share = Math.max(0, (atNs - before.atNs) / (last.atNs - before.atNs));
      tasks += before.tasks + share * (last.tasks - before.tasks);
    }
    return this.#loops.size === 0 ? undefined : tasks;
  }

  #dropSilent(): void {
    for (const [threadId, { last }] of this.#loops) {
      if (last.atNs >= this.#newestNs - SILENT_NS) continue;
      this.#endedTasks += last.tasks;
      this.#loops.delete(threadId);
    }
  }
}
