export type {
  Fleet,
  FleetSpec,
  FleetWorker,
  GroupSpec,
  LoadPort,
  LoadSpec,
  System,
  WorkerDeath,
} from './contract.ts';
export { createSystem } from './create-system.ts';
