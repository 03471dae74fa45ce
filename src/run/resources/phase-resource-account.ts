// What the fleet, the broker, the generator and the run itself used between the first and the last reading of a
// phase, and the queue meanwhile: the resources of one phase.

import type { FleetMemory, LoopSample, ResourceReading } from '../../measure/index.ts';
import type { PhaseResources, PoolUse } from '../../result/index.ts';
import type { WorkerSeat } from '../../system/index.ts';
import { brokerUse, type ServerLook } from './broker-use.ts';
import { PoolAccount } from './pool-account.ts';
import { QueueAccount, type QueueLook } from './queue-account.ts';

export class PhaseResourceAccount {
  readonly #seats: readonly WorkerSeat[];
  readonly #pools: readonly PoolAccount[];
  readonly #queue = new QueueAccount();
  readonly #server: { from?: ServerLook; to?: ServerLook } = {};
  #first: ResourceReading | undefined;
  #last: ResourceReading | undefined;
  readonly #memory = new FleetMemoryAccount();

  constructor(seats: readonly WorkerSeat[]) {
    this.#seats = seats;
    this.#pools = seats.map((seat) => new PoolAccount(seat));
  }

  add(reading: ResourceReading): void {
    this.#first ??= reading;
    this.#last = reading;
    this.#seats.forEach(({ name }, index) => {
      const trees = reading.trees.filter((tree) => tree.role === 'worker' && tree.name === name);
      this.#pools[index]?.add(reading.atNs, trees, reading.close);
    });
    if (!reading.close) return;
    this.#memory.add(reading.fleet);
  }

  /** `main`: it is the main loop of the worker's own process. */
  addLoop(sample: LoopSample, worker: number, main: boolean): void {
    this.#pools[worker]?.addLoop(sample, main);
  }

  addQueue(look: QueueLook): void {
    this.#queue.add(look);
  }

  addServer(look: ServerLook): void {
    this.#server.from ??= look;
    this.#server.to = look;
  }

  /** `finished`: executions that ended in the phase. */
  close(finished: number): PhaseResources {
    const fleetCpuMs = this.#grownMs('worker');
    const pools = this.#pools.map((pool) => pool.record());
    const broker = brokerUse(this.#server.from, this.#server.to, finished);
    return {
      ...this.#memory.figures(),
      cpuCores: this.#cores('worker'),
      cpuUserCores: together(pools.map((pool) => pool.cpuUserCores)),
      cpuSystemCores: together(pools.map((pool) => pool.cpuSystemCores)),
      cpuMsPerTask: finished === 0 || fleetCpuMs === null ? null : fleetCpuMs / finished,
      brokerCpuCores: this.#cores('broker') ?? broker?.cpuCores ?? null,
      generatorCpuCores: this.#cores('generator'),
      targetCpuCores: this.#cores('target'),
      toolkitCpuCores: this.#cores('toolkit'),
      samplerCpuCores: this.#perMs(({ samplerCpuMs }) => samplerCpuMs),
      hostBusyRatio: this.#hostBusyRatio(),
      eventLoopLagP99Ms: worstLoopDelayMs(pools),
      pools,
      broker,
      queue: this.#queue.record(),
    };
  }

  #grownMs(role: keyof ResourceReading['cpuMs']): number | null {
    const [from, to] = [this.#first?.cpuMs[role] ?? null, this.#last?.cpuMs[role] ?? null];
    return from === null || to === null || this.#first === this.#last ? null : to - from;
  }

  #cores(role: keyof ResourceReading['cpuMs']): number | null {
    return this.#perMs(({ cpuMs }) => cpuMs[role]);
  }

  #perMs(pick: (reading: ResourceReading) => number | null): number | null {
    const [from, to] = [this.#first, this.#last];
    if (from === undefined || to === undefined || to.atNs <= from.atNs) return null;
    const [before, after] = [pick(from), pick(to)];
    return before === null || after === null ? null : (after - before) / ((to.atNs - from.atNs) / 1e6);
  }

  #hostBusyRatio(): number | null {
    const [from, to] = [this.#first?.host, this.#last?.host];
    if (from === undefined || to === undefined || to.totalMs <= from.totalMs) return null;
    return 1 - (to.idleMs - from.idleMs) / (to.totalMs - from.totalMs);
  }
}

/** Memory of the whole fleet over the looks at all of it. */
class FleetMemoryAccount {
  #looks = 0;
  #sumBytes = 0;
  #peakBytes = 0;
  #kind: FleetMemory['kind'] = 'pss';

  add(fleet: FleetMemory | null): void {
    if (fleet === null) return;
    this.#looks++;
    this.#sumBytes += fleet.bytes;
    this.#peakBytes = Math.max(this.#peakBytes, fleet.bytes);
    if (fleet.kind === 'rss') this.#kind = 'rss';
  }

  figures(): Pick<PhaseResources, 'memoryMeanBytes' | 'memoryPeakBytes' | 'memoryKind' | 'memoryLooks'> {
    const memoryLooks = this.#looks;
    if (memoryLooks === 0)
      return { memoryMeanBytes: null, memoryPeakBytes: null, memoryKind: null, memoryLooks };
    return {
      memoryMeanBytes: this.#sumBytes / memoryLooks,
      memoryPeakBytes: this.#peakBytes,
      memoryKind: this.#kind,
      memoryLooks,
    };
  }
}

/** null as soon as one is not known. */
function together(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Of all loops of the fleet; null when none told. */
function worstLoopDelayMs(pools: readonly PoolUse[]): number | null {
  const told = pools
    .flatMap(({ mainLoop, slotLoops }) => [mainLoop, slotLoops])
    .filter((loop) => loop !== null);
  return told.length === 0 ? null : Math.max(...told.map(({ delayP99Ms }) => delayP99Ms));
}
