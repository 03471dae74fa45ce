export type {
  ArrivalLaw,
  ArrivalPlan,
  Arrivals,
  BatchSize,
  LoadStream,
  PlainSpacing,
  RateCurve,
  Spacing,
  TraceFormat,
} from './arrivals/contract.ts';
export { MergedArrivals } from './arrivals/merged.ts';
export { openArrivals } from './arrivals/open-arrivals.ts';
export { extremes } from './arrivals/rate/rate-curve.ts';
export {
  arrivalLaw,
  flatStream,
  meanBatchOfTask,
  meanRate,
  needsCapacity,
  resolveRates,
} from './arrivals/rates.ts';
export { largestFactor } from './arrivals/spacing/bursts.ts';
export { scanTrace, traceFormat } from './arrivals/trace/scan-trace.ts';
export { calibrateCpu } from './bodies/calibrate.ts';
export type { CpuCalibration } from './bodies/calibrate.ts';
export { cpuWork } from './bodies/cpu-work.ts';
export { ioWait } from './bodies/io-wait.ts';
export { leakedBytes, releaseLeaks } from './bodies/memory-hold.ts';
export { failIfPlanned, runBody, SyntheticFailure } from './bodies/run-body.ts';
export { CALL_KINDS, LOCAL_KINDS } from './contract.ts';
export type {
  BodyKind,
  CallKind,
  ClientMode,
  DurationLaw,
  LocalKind,
  OwnKind,
  TaskCall,
  TaskProfile,
  Workload,
} from './contract.ts';
export { parseEmpirical } from './durations/empirical.ts';
export { lognormalByP99, lognormalBySigma } from './durations/lognormal.ts';
export { meanMs, scv } from './durations/moments.ts';
export { durationSampler } from './durations/sampler.ts';
export { weightedChoice } from './mixture/weighted-choice.ts';
export { planTasks } from './plan/plan-tasks.ts';
export type { TaskPlan } from './plan/plan-tasks.ts';
export type { Arguments, OwnArguments } from './own/contract.ts';
export { parseArguments } from './own/parse-arguments.ts';
export { templateProblems } from './own/template.ts';
export { parseArgs, toArgs } from './plan/planned-task.ts';
export type { PlannedTask } from './plan/planned-task.ts';
