// What `headcount worker` can be told about events and about its dealings with other workers, as Celery spells it.

import type { WorkerOptions } from '../worker/index.ts';

export const MONITORING_OPTIONS = {
  'task-events': { alias: 'E', type: 'boolean', default: false, describe: 'Send task events to monitors' },
  'heartbeat-interval': { type: 'number', default: 2, describe: 'Seconds between heartbeat events' },
  'without-heartbeat': { type: 'boolean', default: false, describe: 'Send no heartbeat events' },
  'without-mingle': {
    type: 'boolean',
    default: false,
    describe: 'Do not ask the other workers which tasks are revoked',
  },
  'without-gossip': {
    type: 'boolean',
    default: false,
    describe: 'Changes nothing: our workers never gossip',
  },
} as const;

interface MonitoringArguments {
  readonly 'task-events': boolean;
  readonly 'heartbeat-interval': number;
  readonly 'without-heartbeat': boolean;
  readonly 'without-mingle': boolean;
}

export function monitoringOptions(
  args: MonitoringArguments,
): Required<Pick<WorkerOptions, 'taskEvents' | 'heartbeatIntervalSec' | 'mingle'>> {
  return {
    taskEvents: args['task-events'],
    heartbeatIntervalSec: args['without-heartbeat'] ? 0 : args['heartbeat-interval'],
    mingle: !args['without-mingle'],
  };
}
