export type {
  AttachSettings,
  Cell,
  CellSettings,
  HttpTarget,
  LoadPhase,
  Machine,
  OpenLoopPhase,
  PlanRequest,
  PoolName,
  Scenario,
  SystemName,
  Targets,
  UserApp,
  WorkerGroup,
} from './contract.ts';
export type { Acceptable } from './acceptable.ts';
export type { FaultAction, FaultName, PlannedFault } from './faults.ts';
export { killsProcesses } from './faults.ts';
export { loadScenario } from './load-scenario.ts';
export type { LoadedScenario, LoadOptions } from './load-scenario.ts';
export type { SearchPhase } from './search-phase.ts';
export { scenarioJsonSchema } from './schema/json-schema.ts';
