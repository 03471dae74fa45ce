// The resources of one trial: watches its processes, takes what their event loops and workers tell, hands both to the
// phase that is under way, and keeps what is told of the trial as a whole.

import {
  ResourceSampler,
  sumMemory,
  UsageSeries,
  type HeldSample,
  type LoopSample,
  type ResourceReading,
} from '../../measure/index.ts';
import type { MemoryGrowth, TrialRecord } from '../../result/index.ts';
import type { WorkerSeat } from '../../system/index.ts';
import type { ProcessSink } from './contract.ts';
import { fitGrowth } from './growth/fit-growth.ts';
import { GrowthWatch } from './growth/growth-watch.ts';
import { recycling, type MemoryBudget } from './growth/recycling.ts';
import { HeldBoard, type HeldMessages } from './held-board.ts';
import type { PhaseResourceAccount } from './phase-resource-account.ts';
import { ProcessLoops } from './process-loops.ts';
import { processRecord, seriesRecord } from './process-records.ts';

const SAMPLE_EVERY_MS = 250;
const SERIES_POINTS = 120;

/** A phase as it takes readings. */
export interface ReadingPhase {
  readonly resources: PhaseResourceAccount;
  addReading(reading: ResourceReading): void;
}

export type TrialResourceRecord = Pick<TrialRecord, 'processes' | 'furtherChildren' | 'pools' | 'growth'>;

export class TrialResources implements ProcessSink {
  readonly sampler: ResourceSampler;
  /** The workers of the fleet. */
  readonly seats: readonly WorkerSeat[];
  readonly #budget: MemoryBudget;
  readonly #current: () => ReadingPhase | undefined;
  readonly #series: readonly UsageSeries[];
  readonly #growth = new GrowthWatch();
  readonly #loops = new ProcessLoops();
  readonly #held = new HeldBoard();

  /** `current`: the phase whose window is open. */
  constructor(seats: readonly WorkerSeat[], budget: MemoryBudget, current: () => ReadingPhase | undefined) {
    this.seats = seats;
    this.#budget = budget;
    this.#current = current;
    this.#series = seats.map(() => new UsageSeries(SERIES_POINTS));
    this.sampler = new ResourceSampler(SAMPLE_EVERY_MS, (reading) => this.#read(reading));
  }

  loop(sample: LoopSample, worker: number): void {
    this.#loops.add(sample);
    const group = this.seats[worker]?.group;
    if (group !== undefined) this.#growth.tell(sample, group);
    const main = sample.threadId === 0 && this.sampler.isRoot(sample.pid);
    this.#current()?.resources.addLoop(sample, worker, main);
  }

  held(sample: HeldSample, worker: number): void {
    this.#held.tell(sample, worker);
  }

  /** Messages that workers hold until they are due. */
  get heldNow(): HeldMessages {
    return this.#held.now();
  }

  /** `startNs`: start of the first phase. Call when the sampler has stopped. */
  record(startNs: number): TrialResourceRecord {
    const processes = this.sampler.usage().map((usage) => processRecord(usage, this.#loops, startNs));
    const idleBytes = processes
      .filter(({ role, tasks }) => (role === 'worker' || role === 'child') && !tasks)
      .reduce((sum, { memoryMeanBytes, ended }) => sum + (ended ? 0 : (memoryMeanBytes ?? 0)), 0);
    const groups = new Map(this.seats.map((seat) => [seat.group, seat]));
    return {
      processes,
      furtherChildren: this.sampler.further().map((children) => ({ ...children })),
      pools: this.seats.map(({ name, group }, index) => ({
        name,
        group,
        series: seriesRecord(this.#series[index]?.columns() ?? new UsageSeries(2).columns(), startNs),
      })),
      growth: [...groups.values()].map((seat) => this.#growthOf(seat, idleBytes)),
    };
  }

  #growthOf({ group, pool, slots: workerSlots }: WorkerSeat, idleProcessesBytes: number): MemoryGrowth {
    const { points, sharedBytes } = this.#growth.of(group);
    const growth = fitGrowth(points);
    const slots = this.seats.reduce((sum, seat) => sum + seat.slots, 0);
    const facts = { growth, budget: this.#budget, slots, idleProcessesBytes, pool, workerSlots, sharedBytes };
    return { group, kind: this.#growth.kind, ...growth, recycle: recycling(facts) };
  }

  #read(reading: ResourceReading): void {
    this.#current()?.addReading(reading);
    this.#held.keepOnly(new Set(Array.from(this.sampler.alive(), ({ identity }) => identity.pid)));
    if (!reading.close) return;
    this.#growth.look(this.sampler.alive(), reading.atNs);
    this.seats.forEach(({ name }, index) => {
      const trees = reading.trees.filter((tree) => tree.role === 'worker' && tree.name === name);
      if (trees.length === 0) return;
      const cpuMs = trees.reduce((sum, { userMs, systemMs }) => sum + userMs + systemMs, 0);
      this.#series[index]?.add(reading.atNs, sumMemory(trees.map(({ memory }) => memory)), cpuMs);
    });
  }
}
