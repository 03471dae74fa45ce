// What the resource accounts of a trial need to know of the fleet, and how the samples reach them.

import type { HeldSample, LoopSample } from '../../measure/index.ts';
import type { WorkerGroup } from '../../scenario/index.ts';

/** The part of the sample stream that is about processes, not about tasks. `worker`: index in the fleet. */
export interface ProcessSink {
  loop(sample: LoopSample, worker: number): void;
  held(sample: HeldSample, worker: number): void;
}

/** One worker of the fleet, in the order of their indices. */
export interface PoolSeat {
  readonly name: string;
  readonly group: string;
  readonly pool: string;
  readonly slots: number;
}

/** Named and counted as the system under test does. */
export function poolSeats(fleet: readonly WorkerGroup[]): readonly PoolSeat[] {
  return fleet.flatMap(({ name, workers, pool, concurrency }) =>
    Array.from({ length: workers }, (_, index) => ({
      name: workers === 1 ? name : `${name}-${index + 1}`,
      group: name,
      pool,
      slots: concurrency,
    })),
  );
}
