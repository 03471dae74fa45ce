export { monotonicNs } from './clock.ts';
export { LatencyHistogram } from './histogram.ts';
export type { LatencyFigures } from './histogram.ts';
export { ResourceSampler } from './resource-sampler.ts';
export type { ProcessUsage, ResourceReading, WatchedProcess, WatchedRole } from './resource-sampler.ts';
export { RECORD_BYTES, SampleDecoder, writeLoopDelayRecord, writeTaskRecord } from './sample-codec.ts';
export type { SampleSink } from './sample-codec.ts';
export { SampleReceiver } from './sample-receiver.ts';
export { SampleSender } from './sample-sender.ts';
