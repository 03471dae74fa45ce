// How long a run will still take: the phases' own lengths plus what starting, draining and stopping cost so far.

import type { TrialRecord } from '../result/index.ts';
import type { Scenario } from '../scenario/index.ts';
import { ms, type Milliseconds } from '../units/index.ts';
import type { TrialPosition } from './contract.ts';

/** Before anything was measured. */
const FIRST_GUESS_OVERHEAD_MS = 1500;

export class RunClock {
  readonly #loadMs: number;
  #overheadSumMs = 0;
  #ended = 0;

  constructor(scenario: Scenario) {
    this.#loadMs = scenario.load.reduce<number>((sum, phase) => sum + phase.durationMs, scenario.warmUpMs);
  }

  ended(record: TrialRecord): void {
    if (record.state !== 'measured' && record.state !== 'invalid') return;
    this.#ended++;
    this.#overheadSumMs += record.durationMs - this.#loadMs;
  }

  /** From the start of this trial to the end of the run. */
  leftMs(trial: TrialPosition): Milliseconds {
    const overheadMs = this.#ended === 0 ? FIRST_GUESS_OVERHEAD_MS : this.#overheadSumMs / this.#ended;
    return ms((trial.total - trial.order + 1) * (this.#loadMs + overheadMs));
  }
}
