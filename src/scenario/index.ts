export type {
  Cell,
  CellSettings,
  LoadPhase,
  Machine,
  PlanRequest,
  PoolName,
  Scenario,
  SystemName,
  WorkerGroup,
} from './contract.ts';
export { loadScenario } from './load-scenario.ts';
export type { LoadedScenario, LoadOptions } from './load-scenario.ts';
export { scenarioJsonSchema } from './schema/json-schema.ts';
