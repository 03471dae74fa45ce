// How the samples of processes reach the resource accounts of a trial.

import type { HeldSample, LoopSample } from '../../measure/index.ts';

/** The part of the sample stream that is about processes, not about tasks. `worker`: index in the fleet. */
export interface ProcessSink {
  loop(sample: LoopSample, worker: number): void;
  held(sample: HeldSample, worker: number): void;
}
