// Who and what a trial's samples speak of: the workers of the fleet in the order in which they were started, and the
// task types with their queues. Samples carry indices into both.

import type { WorkerSeat } from '../../system/index.ts';
import type { Workload } from '../../workload/index.ts';

export interface FleetLayout {
  readonly workers: readonly Pick<WorkerSeat, 'name' | 'slots' | 'queues'>[];
  readonly tasks: readonly { readonly name: string; readonly queue: string }[];
}

/** Queues keep the names that the scenario gives them. */
export function fleetLayout(workers: readonly WorkerSeat[], workload: Workload): FleetLayout {
  return { workers, tasks: workload.tasks.map(({ name, queue }) => ({ name, queue })) };
}
