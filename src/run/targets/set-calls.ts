// Decides what a trial's tasks leave open about the servers they call: the run's own, and the cell's way to reach them.

import type { Cell } from '../../scenario/index.ts';
import type { TaskProfile, Workload } from '../../workload/index.ts';

export interface OwnServers {
  readonly brokerUrl: string;
  /** Undefined = no task needs it. */
  readonly httpUrl: string | undefined;
}

export function setCalls(workload: Workload, cell: Cell, servers: OwnServers): Workload {
  const set = (task: TaskProfile): TaskProfile => {
    if (task.call === undefined) return task;
    const url = task.call.url ?? (task.kind === 'redis' ? servers.brokerUrl : servers.httpUrl);
    const client = task.call.client ?? cell.client ?? 'pooled';
    return { ...task, call: { ...task.call, client, ...(url === undefined ? {} : { url }) } };
  };
  return { ...workload, tasks: workload.tasks.map(set) };
}
