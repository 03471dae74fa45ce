// One worker with its children or threads during one phase. A worker that was replaced in the middle counts with its
// successor: both have its name.

import type { LoopSample, TreeReading } from '../../measure/index.ts';
import type { MemoryUsageRecord, PoolUse } from '../../result/index.ts';
import type { WorkerSeat } from '../../system/index.ts';
import { LoopAccount } from './loop-account.ts';

/** What the processes of a worker have used so far. */
interface Used {
  readonly atNs: number;
  readonly userMs: number;
  readonly systemMs: number;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
}

const UNSEEN = { processes: null, threads: null, openFiles: null };

export class PoolAccount {
  readonly #seat: WorkerSeat;
  readonly #rss = new MemoryAccount();
  readonly #pss = new MemoryAccount();
  readonly #uss = new MemoryAccount();
  readonly #mainLoop = new LoopAccount();
  readonly #slotLoops = new LoopAccount();
  #from: Used | undefined;
  #to: Used | undefined;
  #now: Pick<PoolUse, 'processes' | 'threads' | 'openFiles'> = UNSEEN;

  constructor(seat: WorkerSeat) {
    this.#seat = seat;
  }

  /** `trees`: those of this worker's name, none while nobody found it. `close`: memory, switches and open files were looked at. */
  add(atNs: number, trees: readonly TreeReading[], close: boolean): void {
    if (trees.length === 0) return;
    const sum = (pick: (tree: TreeReading) => number): number =>
      trees.reduce((total, tree) => total + pick(tree), 0);
    const used = {
      atNs,
      userMs: sum((tree) => tree.userMs),
      systemMs: sum((tree) => tree.systemMs),
      voluntarySwitches: sum((tree) => tree.voluntarySwitches),
      involuntarySwitches: sum((tree) => tree.involuntarySwitches),
    };
    this.#from ??= used;
    this.#to = used;
    const openFiles = trees.some((tree) => tree.openFiles === null)
      ? null
      : sum((tree) => tree.openFiles ?? 0);
    this.#now = { processes: sum((tree) => tree.processes), threads: sum((tree) => tree.threads), openFiles };
    if (!close) return;
    this.#rss.add(trees.map(({ memory }) => memory.rssBytes));
    this.#pss.add(trees.map(({ memory }) => memory.pssBytes));
    this.#uss.add(trees.map(({ memory }) => memory.ussBytes));
  }

  /** `main`: it is the main loop of the worker's own process. */
  addLoop(sample: LoopSample, main: boolean): void {
    (main ? this.#mainLoop : this.#slotLoops).add(sample);
  }

  record(): PoolUse {
    const { name, group, slots } = this.#seat;
    const rss = this.#rss.record();
    const pss = this.#pss.record();
    return {
      name,
      group,
      slots,
      ...this.#now,
      rss,
      pss,
      uss: this.#uss.record(),
      memoryPerSlotBytes: perSlot(pss ?? rss, slots),
      cpuUserCores: this.#perMs((used) => used.userMs),
      cpuSystemCores: this.#perMs((used) => used.systemMs),
      voluntarySwitchesPerSec: this.#perMs((used) => 1000 * used.voluntarySwitches),
      involuntarySwitchesPerSec: this.#perMs((used) => 1000 * used.involuntarySwitches),
      mainLoop: this.#mainLoop.record(),
      slotLoops: this.#slotLoops.record(),
    };
  }

  #perMs(pick: (used: Used) => number): number | null {
    if (this.#from === undefined || this.#to === undefined || this.#to.atNs <= this.#from.atNs) return null;
    return (pick(this.#to) - pick(this.#from)) / ((this.#to.atNs - this.#from.atNs) / 1e6);
  }
}

const perSlot = (memory: MemoryUsageRecord | null, slots: number): number | null =>
  memory === null ? null : memory.meanBytes / slots;

/** Mean and peak of one kind of memory; nothing once the kernel did not tell it. */
class MemoryAccount {
  #looks = 0;
  #sumBytes = 0;
  #peakBytes = 0;
  #untold = false;

  add(parts: readonly (number | null)[]): void {
    let bytes = 0;
    for (const part of parts) {
      if (part === null) this.#untold = true;
      else bytes += part;
    }
    this.#looks++;
    this.#sumBytes += bytes;
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
  }

  record(): MemoryUsageRecord | null {
    if (this.#looks === 0 || this.#untold) return null;
    return { meanBytes: this.#sumBytes / this.#looks, peakBytes: this.#peakBytes };
  }
}
