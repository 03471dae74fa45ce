export type { RunBroker, RunEvent, RunRequest, TrialPosition } from './contract.ts';
export { runScenario } from './run-scenario.ts';
export { examine } from './doctor/examine.ts';
export type { ExaminationOptions } from './doctor/examine.ts';
