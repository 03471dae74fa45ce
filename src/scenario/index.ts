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
