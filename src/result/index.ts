export { readEnvironment } from './environment.ts';
export { mergeHistogramRecords, toHistogramRecord } from './latency.ts';
export { parseResult, readResult } from './reader.ts';
export { pointLatest, runDirectory, writeResult, writeRunFile } from './writer.ts';
export { WARNINGS } from './schema/warning.ts';
export type { ResultWarning, WarningCode } from './schema/warning.ts';
export type { HistogramRecord, LatencySummary } from './schema/histogram.ts';
export type {
  Ledger,
  PhaseRecord,
  PhaseResources,
  ProcessRecord,
  TaskFigures,
  TimelinePoint,
  TrialRecord,
} from './schema/trial.ts';
export { FORMAT_NAME, FORMAT_VERSION } from './schema/run.ts';
export type {
  BrokerRecord,
  Calibration,
  CellRecord,
  EnvironmentRecord,
  PlanRequestRecord,
  RunResult,
} from './schema/run.ts';
