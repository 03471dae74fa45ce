// The workers of a fleet, one by one, in the order of their indices: what each is called and what it is made of. Every
// system starts its workers under these names, and every figure of a worker is booked under them.

import type { GroupSpec } from './contract.ts';

/** One worker of a fleet, whoever starts it. */
export interface WorkerSeat {
  readonly name: string;
  /** Name of the group it belongs to. */
  readonly group: string;
  readonly pool: string;
  readonly slots: number;
  readonly queues: readonly string[];
}

type SeatGroup = Pick<GroupSpec, 'name' | 'workers' | 'pool' | 'concurrency' | 'queues'>;

/** A group of one worker gives it its own name; the workers of a larger one are numbered from 1. */
export function workerSeats(groups: readonly SeatGroup[]): readonly WorkerSeat[] {
  return groups.flatMap(seatsOf);
}

export function seatsOf({ name, workers, pool, concurrency, queues }: SeatGroup): readonly WorkerSeat[] {
  return Array.from({ length: workers }, (_, index) => ({
    name: workers === 1 ? name : `${name}-${index + 1}`,
    group: name,
    pool,
    slots: concurrency,
    queues,
  }));
}
