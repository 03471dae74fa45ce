// Arrivals that know only when: which task and how long is drawn from the workload's mixture.

import type { Arrivals } from './contract.ts';
import type { Times } from './spacing/offsets.ts';

export class TimedArrivals implements Arrivals {
  readonly typeIndex = -1;
  readonly durationMs = Number.NaN;
  readonly #times: Times;
  #dueNs: number;

  constructor(times: Times) {
    this.#times = times;
    this.#dueNs = times() * 1e9;
  }

  get dueNs(): number {
    return this.#dueNs;
  }

  advance(): void {
    this.#dueNs = this.#times() * 1e9;
  }

  close(): void {}
}
