export { readEnvironment } from './environment.ts';
export { cellIntervals, figureOf } from './intervals/cell-intervals.ts';
export { memoryPeakBytes } from './intervals/figures.ts';
export { leakSentences } from './memory-growth.ts';
export { mergeHistogramRecords, toHistogramRecord } from './latency.ts';
export { backlogGrew, meansSomething, phaseQuantile, quantileNeeds, quantileView } from './quantiles.ts';
export type { LatencyField, QuantileView } from './quantiles.ts';
export {
  closedPhases,
  isOpenLoop,
  isScheduled,
  latencyPhases,
  saturatePhases,
  scheduledPhases,
  searchPhases,
} from './phases.ts';
export { parseResult, readResult, RESULT_FILE } from './reader.ts';
export { aggregateName, checkSlo, parseSlo } from './slo.ts';
export type { Slo, SloAggregate } from './slo.ts';
export { pointLatest, runDirectory, writeResult, writeRunFile } from './writer.ts';
export { WARNINGS } from './schema/warning.ts';
export type { ResultWarning, WarningCode } from './schema/warning.ts';
export type { HistogramRecord, LatencySummary } from './schema/histogram.ts';
export type { Ledger, PhaseRecord, TaskFigures, TimelinePoint, TrialRecord } from './schema/trial.ts';
export type { CellFigure, CellIntervals, FigureInterval } from './schema/intervals.ts';
export type { Probe, Search } from './schema/search.ts';
export type { SelfCheck } from './schema/self-check.ts';
export type { Drift, Steadiness } from './schema/steadiness.ts';
export { LIMITS } from './schema/attribution.ts';
export type { Attribution, LimitCause } from './schema/attribution.ts';
export type { Flow, HandlingCounts, NamedParts, Parts, Stranded, TaskLedger } from './schema/flow.ts';
export type { Certificate, Check } from './schema/certificate.ts';
export type { FaultRecord } from './schema/faults.ts';
export { FORMAT_NAME, FORMAT_VERSION } from './schema/run.ts';
export type { SystemRecord } from './schema/system.ts';
export type {
  BrokerRecord,
  CellRecord,
  EnvironmentRecord,
  PlanRequestRecord,
  RunResult,
} from './schema/run.ts';
export type {
  BrokerUse,
  DepthFigures,
  FurtherChildrenRecord,
  LoopRecord,
  MemoryGrowth,
  MemoryUsageRecord,
  PhaseResources,
  PoolSeries,
  PoolUse,
  ProcessRecord,
  QueueUse,
  Recycle,
  SeriesRecord,
} from './schema/resources.ts';
