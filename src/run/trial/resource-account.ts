// What the fleet, the broker and the generator used between two readings: the resources of one phase.

import type { ResourceReading } from '../../measure/index.ts';
import type { PhaseResources } from '../../result/index.ts';

export class ResourceAccount {
  #first: ResourceReading | undefined;
  #last: ResourceReading | undefined;
  #readings = 0;
  #memorySumBytes = 0;
  #memoryPeakBytes = 0;

  add(reading: ResourceReading): void {
    this.#first ??= reading;
    this.#last = reading;
    this.#readings++;
    this.#memorySumBytes += reading.fleetMemoryBytes;
    this.#memoryPeakBytes = Math.max(this.#memoryPeakBytes, reading.fleetMemoryBytes);
  }

  /** `finished`: executions that ended in the phase. `ownBroker`: whether its process is watched. */
  close(finished: number, eventLoopLagP99Ms: number | null, ownBroker: boolean): PhaseResources {
    const cpuCores = this.#cores('worker');
    const fleetCpuMs = this.#cpuMs('worker');
    return {
      memoryMeanBytes: this.#readings === 0 ? 0 : this.#memorySumBytes / this.#readings,
      memoryPeakBytes: this.#memoryPeakBytes,
      memoryKind: this.#last?.memoryKind ?? 'rss',
      cpuCores,
      cpuMsPerTask: finished === 0 ? null : fleetCpuMs / finished,
      brokerCpuCores: ownBroker ? this.#cores('broker') : null,
      generatorCpuCores: this.#cores('generator'),
      hostBusyRatio: this.#hostBusyRatio(),
      eventLoopLagP99Ms,
    };
  }

  #cpuMs(role: keyof ResourceReading['cpuMs']): number {
    return (this.#last?.cpuMs[role] ?? 0) - (this.#first?.cpuMs[role] ?? 0);
  }

  #cores(role: keyof ResourceReading['cpuMs']): number {
    const spanMs = ((this.#last?.atNs ?? 0) - (this.#first?.atNs ?? 0)) / 1e6;
    return spanMs <= 0 ? 0 : this.#cpuMs(role) / spanMs;
  }

  #hostBusyRatio(): number | null {
    const [from, to] = [this.#first?.host, this.#last?.host];
    if (from === undefined || to === undefined || to.total <= from.total) return null;
    return 1 - (to.idle - from.idle) / (to.total - from.total);
  }
}
