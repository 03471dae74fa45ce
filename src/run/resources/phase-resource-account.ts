// What the fleet, the broker, the generator and the run itself used between the first and the last reading of a
// phase, and the queue meanwhile: the resources of one phase.

import type { LoopSample, ResourceReading } from '../../measure/index.ts';
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
  #memoryLooks = 0;
  #memorySumBytes = 0;
  #memoryPeakBytes = 0;

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
    this.#memoryLooks++;
    this.#memorySumBytes += reading.fleetMemoryBytes;
    this.#memoryPeakBytes = Math.max(this.#memoryPeakBytes, reading.fleetMemoryBytes);
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

  /** `finished`: executions that ended in the phase. `ownBroker`: whether its process is watched. */
  close(finished: number, ownBroker: boolean): PhaseResources {
    const fleetCpuMs = this.#cpuMs('worker');
    const pools = this.#pools.map((pool) => pool.record());
    const broker = brokerUse(this.#server.from, this.#server.to, finished);
    return {
      memoryMeanBytes: this.#memoryLooks === 0 ? 0 : this.#memorySumBytes / this.#memoryLooks,
      memoryPeakBytes: this.#memoryPeakBytes,
      memoryKind: this.#last?.memoryKind ?? 'rss',
      cpuCores: this.#cores('worker'),
      cpuUserCores: pools.reduce((sum, pool) => sum + pool.cpuUserCores, 0),
      cpuSystemCores: pools.reduce((sum, pool) => sum + pool.cpuSystemCores, 0),
      cpuMsPerTask: finished === 0 ? null : fleetCpuMs / finished,
      brokerCpuCores: ownBroker ? this.#cores('broker') : (broker?.cpuCores ?? null),
      generatorCpuCores: this.#cores('generator'),
      targetCpuCores: this.#hasTarget() ? this.#cores('target') : null,
      toolkitCpuCores: this.#cores('toolkit'),
      samplerCpuCores: this.#perMs(({ samplerCpuMs }) => samplerCpuMs),
      memoryLooks: this.#memoryLooks,
      hostBusyRatio: this.#hostBusyRatio(),
      eventLoopLagP99Ms: worstLoopDelayMs(pools),
      pools,
      broker,
      queue: this.#queue.record(),
    };
  }

  #hasTarget(): boolean {
    return this.#last?.trees.some(({ role }) => role === 'target') === true;
  }

  #cpuMs(role: keyof ResourceReading['cpuMs']): number {
    return (this.#last?.cpuMs[role] ?? 0) - (this.#first?.cpuMs[role] ?? 0);
  }

  #cores(role: keyof ResourceReading['cpuMs']): number {
    return this.#perMs(({ cpuMs }) => cpuMs[role]);
  }

  #perMs(pick: (reading: ResourceReading) => number): number {
    const [from, to] = [this.#first, this.#last];
    if (from === undefined || to === undefined || to.atNs <= from.atNs) return 0;
    return (pick(to) - pick(from)) / ((to.atNs - from.atNs) / 1e6);
  }

  #hostBusyRatio(): number | null {
    const [from, to] = [this.#first?.host, this.#last?.host];
    if (from === undefined || to === undefined || to.total <= from.total) return null;
    return 1 - (to.idle - from.idle) / (to.total - from.total);
  }
}

/** Of all loops of the fleet; null when none told. */
function worstLoopDelayMs(pools: readonly PoolUse[]): number | null {
  const told = pools
    .flatMap(({ mainLoop, slotLoops }) => [mainLoop, slotLoops])
    .filter((loop) => loop !== null);
  return told.length === 0 ? null : Math.max(...told.map(({ delayP99Ms }) => delayP99Ms));
}
