// Every trial has queues of its own, so that nothing left by one can reach the next, and so that a broker that
// others use keeps its queues untouched.

import type { Scenario, WorkerGroup } from '../../scenario/index.ts';
import type { GroupSpec } from '../../system/index.ts';
import type { Workload } from '../../workload/index.ts';

export interface TrialQueues {
  readonly workload: Workload;
  group(group: WorkerGroup): GroupSpec;
}

/** `runId` is unique on the broker. */
export function trialQueues(scenario: Scenario, runId: string, order: number): TrialQueues {
  // Workers that run already serve the queues that they serve.
  if (scenario.attach !== undefined) return { workload: scenario.workload, group: (group) => group };
  const real = (queue: string): string => `headcount.${runId}.${order}.${queue}`;
  return {
    workload: { tasks: scenario.workload.tasks.map((task) => ({ ...task, queue: real(task.queue) })) },
    group: (group) => ({ ...group, queues: group.queues.map(real) }),
  };
}
