// Who and what a trial's samples speak of: the workers of the fleet in the order in which they were started, and the
// task types with their queues. Samples carry indices into both.

import type { WorkerGroup } from '../../scenario/index.ts';
import type { Workload } from '../../workload/index.ts';

export interface FleetLayout {
  readonly workers: readonly WorkerSeat[];
  readonly tasks: readonly { readonly name: string; readonly queue: string }[];
}

export interface WorkerSeat {
  readonly name: string;
  readonly slots: number;
  readonly queues: readonly string[];
}

/** Queues keep the names that the scenario gives them. */
export function fleetLayout(fleet: readonly WorkerGroup[], workload: Workload): FleetLayout {
  const workers = fleet.flatMap(({ name, workers, concurrency, queues }) =>
    Array.from({ length: workers }, (_, index) => ({
      name: workers === 1 ? name : `${name}-${index + 1}`,
      slots: concurrency,
      queues,
    })),
  );
  return { workers, tasks: workload.tasks.map(({ name, queue }) => ({ name, queue })) };
}
