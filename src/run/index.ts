export type { RunBroker, RunEvent, RunRequest, TrialPosition } from './contract.ts';
export { runScenario } from './run-scenario.ts';
