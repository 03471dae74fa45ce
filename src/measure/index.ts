export { readCgroupLimits, readCgroupUse } from '../machine/index.ts';
export type { CgroupLimits, CgroupUse } from '../machine/index.ts';
export { monotonicNs } from './clock.ts';
export { writeHeldRecord } from './held-record.ts';
export type { HeldSample } from './held-record.ts';
export { LatencyHistogram } from './histogram.ts';
export type { LatencyFigures } from './histogram.ts';
export { writeLoopRecord } from './loop-record.ts';
export type { LoopSample } from './loop-record.ts';
export type { MemoryUsage, ProcessAccount, ProcessUsage, WatchedRole } from './process-account.ts';
export { processFamily, readHostCpu, readProcess } from './process-figures.ts';
export type { HostCpu, MemoryFigures, ProcessFigures } from './process-figures.ts';
export { sumMemory } from './process-tree.ts';
export type { FurtherChildren, TreeReading, WatchedProcess } from './process-tree.ts';
export { ResourceSampler } from './resource-sampler.ts';
export type { FleetMemory, ResourceReading } from './resource-sampler.ts';
export {
  RECORD_BYTES,
  SampleDecoder,
  UNKNOWN_WORKER,
  writeAttemptRecord,
  writeHandlingRecord,
  writeTaskRecord,
  writeWorkerRecord,
} from './sample-codec.ts';
export type { SampleSink } from './sample-codec.ts';
export { SampleReceiver } from './sample-receiver.ts';
export { SampleSender } from './sample-sender.ts';
export { ThinnedSeries } from './thinned-series.ts';
export { UsageSeries } from './usage-series.ts';
export type { SeriesColumns } from './usage-series.ts';
