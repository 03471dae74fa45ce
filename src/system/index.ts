export type {
  AttachedFacts,
  AttachedQueues,
  Fleet,
  FleetSpec,
  FleetWorker,
  GroupSpec,
  LoadPort,
  LoadSpec,
  System,
  SystemFacts,
  TaskFailures,
  WorkerDeath,
} from './contract.ts';
export { trialMark } from './own-task-id.ts';
export { createSystem } from './create-system.ts';
export type { SystemSettings } from './create-system.ts';
export { workerSeats } from './worker-seats.ts';
export type { WorkerSeat } from './worker-seats.ts';
export type { ServerFigures } from '../broker/index.ts';
