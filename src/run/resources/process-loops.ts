// What the event loops of each process told over the whole trial, and the tasks they have done. A fixed number of
// processes: those of children that came later are in the phases' sums only.

import type { LoopSample } from '../../measure/index.ts';
import type { LoopRecord } from '../../result/index.ts';
import { TaskClock } from './growth/task-clock.ts';
import { LoopAccount } from './loop-account.ts';

const MOST_PROCESSES = 512;

interface Told {
  readonly loops: LoopAccount;
  readonly clock: TaskClock;
}

export class ProcessLoops {
  readonly #processes = new Map<number, Told>();

  add(sample: LoopSample): void {
    let told = this.#processes.get(sample.pid);
    if (told === undefined) {
      if (this.#processes.size === MOST_PROCESSES) return;
      told = { loops: new LoopAccount(), clock: new TaskClock() };
      this.#processes.set(sample.pid, told);
    }
    told.loops.add(sample);
    told.clock.tell(sample);
  }

  /** null for a process that told nothing. */
  of(pid: number): { readonly loop: LoopRecord | null; readonly tasks: number | null } {
    const told = this.#processes.get(pid);
    return { loop: told?.loops.record() ?? null, tasks: told?.clock.tasks ?? null };
  }
}
