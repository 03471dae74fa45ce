// What processes used: of one phase by worker, of one trial by process, and what memory grew by.

import * as z from 'zod';

/** Over all looks. */
export const memoryUsageSchema = z.object({ meanBytes: z.number(), peakBytes: z.number() });

const memoryKinds = {
  /** Every resident page in full; null when nobody looked. */
  rss: memoryUsageSchema.nullable(),
  /** Shared pages divided by their users; null also where the kernel does not tell. */
  pss: memoryUsageSchema.nullable(),
  /** Pages that no other process has; null also where the kernel does not tell. */
  uss: memoryUsageSchema.nullable(),
};

/** One event loop, or several together. */
export const loopSchema = z.object({
  loops: z.number().int(),
  /** Largest 99th percentile of the delay over half-second intervals. */
  delayP99Ms: z.number(),
  delayMaxMs: z.number(),
  /** Share of time in which the loops were not waiting for events, 0 to 1, on average. */
  utilizationRatio: z.number(),
  /** The same of the busiest loop. */
  busiestRatio: z.number(),
  /** Time spent collecting garbage, all loops together. */
  gcMs: z.number(),
  gcCount: z.number().int(),
});

/** One worker with its children or threads during one phase; nulls where it could not be looked at. */
export const poolUseSchema = z.object({
  /** The worker's name. */
  name: z.string(),
  group: z.string(),
  slots: z.number().int(),
  /** At the end of the phase: processes, threads, open file descriptors. */
  processes: z.number().int().nullable(),
  threads: z.number().int().nullable(),
  openFiles: z.number().int().nullable(),
  ...memoryKinds,
  /** Mean memory (PSS, else RSS) of worker and children divided by the slots. */
  memoryPerSlotBytes: z.number().nullable(),
  cpuUserCores: z.number().nullable(),
  cpuSystemCores: z.number().nullable(),
  voluntarySwitchesPerSec: z.number().nullable(),
  involuntarySwitchesPerSec: z.number().nullable(),
  /** The worker's main event loop; in `solo` and `async` it runs the tasks too. */
  mainLoop: loopSchema.nullable(),
  /** The loops of children or threads; null where there are none, or they lived too short to tell. */
  slotLoops: loopSchema.nullable(),
});

/** What the broker did during one phase, as it says itself, for all its clients; null what it does not tell. */
export const brokerUseSchema = z.object({
  cpuCores: z.number().nullable(),
  cpuMsPerTask: z.number().nullable(),
  opsPerSec: z.number().nullable(),
  opsPerTask: z.number().nullable(),
  netInBytesPerTask: z.number().nullable(),
  netOutBytesPerTask: z.number().nullable(),
  /** At the end of the phase, and since its beginning. */
  memoryBytes: z.number().nullable(),
  memoryGrowthBytes: z.number().nullable(),
  clients: z.number().int().nullable(),
});

export const depthSchema = z.object({ mean: z.number(), p95: z.number(), max: z.number() });

/** The queue over all looks of a phase, in messages. */
export const queueUseSchema = z.object({
  looks: z.number().int(),
  /** Waiting and reserved: all that is not settled. */
  total: depthSchema,
  /** Waiting only: what an autoscaler that reads queue lengths would see. */
  seen: depthSchema,
  /** Of the reserved: held by workers until they are due, first attempts. */
  scheduled: depthSchema,
  /** Of the reserved: held by workers until they are due, further attempts. */
  retry: depthSchema,
  /** Mean seen divided by mean total; null while nothing was there. */
  seenRatio: z.number().nullable(),
});

/**
 * What the fleet used during one phase. Its memory and CPU are null unless every worker could be looked at: not those
 * on another machine, nor any where there is no /proc.
 */
export const resourcesSchema = z.object({
  /** Mean and peak of the fleet's memory, all workers and their children together. */
  memoryMeanBytes: z.number().nullable(),
  memoryPeakBytes: z.number().nullable(),
  memoryKind: z.enum(['pss', 'rss']).nullable(),
  /** Mean CPU of the fleet, in cores; of it in user space and in the kernel. */
  cpuCores: z.number().nullable(),
  cpuUserCores: z.number().nullable(),
  cpuSystemCores: z.number().nullable(),
  /** CPU of the fleet divided by tasks completed; null also when none completed. */
  cpuMsPerTask: z.number().nullable(),
  /** Mean CPU of the broker; null when it is not ours and does not tell. */
  brokerCpuCores: z.number().nullable(),
  /** null where processes cannot be looked at. */
  generatorCpuCores: z.number().nullable(),
  /** Mean CPU of the HTTP server that tasks call; null without one. */
  targetCpuCores: z.number().nullable(),
  /** Mean CPU of the run itself: it conducts the phases, collects the samples and looks at the processes. */
  toolkitCpuCores: z.number().nullable(),
  /** Of that, what looking at the processes took. */
  samplerCpuCores: z.number().nullable(),
  /** How often memory of the whole fleet was looked at in the phase: less often the more processes there are. */
  memoryLooks: z.number().int(),
  /** Share of the whole machine's CPU time that was not idle, 0 to 1. */
  hostBusyRatio: z.number().nullable(),
  /** Event-loop delay of the processes that run tasks: worst process, 99th percentile; null when not reported. */
  eventLoopLagP99Ms: z.number().nullable(),
  /** One entry a worker. */
  pools: z.array(poolUseSchema),
  broker: brokerUseSchema.nullable(),
  /** null when nobody looked. */
  queue: queueUseSchema.nullable(),
});

/** Over time, one column a figure; at most a fixed number of points, each the mean of what it covers. */
export const seriesSchema = z.object({
  /** Since the start of the trial's first phase. */
  atMs: z.array(z.number()),
  rssBytes: z.array(z.number()),
  pssBytes: z.array(z.number().nullable()),
  ussBytes: z.array(z.number().nullable()),
  /** CPU used since the point before; null at the first. */
  cpuCores: z.array(z.number().nullable()),
});

/** One process over the trial. */
export const processSchema = z.object({
  pid: z.number().int(),
  role: z.enum(['worker', 'child', 'generator', 'broker', 'target', 'toolkit']),
  /** Worker name for workers and children. */
  name: z.string(),
  /** PSS, else RSS; null when it was gone before its memory was looked at. */
  memoryMeanBytes: z.number().nullable(),
  memoryPeakBytes: z.number().nullable(),
  ...memoryKinds,
  /** First and last look at it. */
  fromMs: z.number(),
  toMs: z.number(),
  /** Whether it was gone before the last look of the trial. */
  ended: z.boolean(),
  cpuMs: z.number(),
  userMs: z.number(),
  systemMs: z.number(),
  voluntarySwitches: z.number().int(),
  involuntarySwitches: z.number().int(),
  threads: z.number().int(),
  openFiles: z.number().int().nullable(),
  /** Tasks that ended in it; null when it does not run any or did not live to tell. */
  tasks: z.number().int().nullable(),
  /** Its event loops together; null when they did not tell. */
  loop: loopSchema.nullable(),
  series: seriesSchema,
});

/** Ended children beyond those that have an entry of their own. */
export const furtherChildrenSchema = z.object({
  name: z.string(),
  processes: z.number().int(),
  cpuMs: z.number(),
  /** null when none of them lived to be looked at. */
  memoryPeakBytes: z.number().nullable(),
});

/** One worker with its children over the trial. */
export const poolSeriesSchema = z.object({ name: z.string(), group: z.string(), series: seriesSchema });

/** When to replace a process, so that it stays within what its slots may use. */
export const recycleSchema = z.object({
  /** What is replaced: a child process, a thread, or (pools that have neither) the whole worker. */
  unit: z.enum(['child', 'thread', 'worker']),
  /** Memory one slot may use. */
  budgetPerSlotBytes: z.number(),
  /** Whose memory was divided: the plan's machine, the container's limit, or this machine. */
  budgetOf: z.enum(['plan', 'container', 'machine']),
  /** Share of that memory left free. */
  marginRatio: z.number(),
  /** Tasks of one unit: the value of --max-tasks-per-child; null when not even one fits. */
  maxTasks: z.number().int().nullable(),
  /** Resident memory after a task: the value of --max-memory-per-child; null where the unit is no child process. */
  maxMemoryBytes: z.number().nullable(),
});

/** Memory of the processes of one worker group against the tasks they have done. */
export const growthSchema = z.object({
  group: z.string(),
  /** USS, or RSS where the kernel does not tell. */
  kind: z.enum(['uss', 'rss']),
  /**
   * leaks: grows with every task. steady: the interval contains 0, or lies below. unclear: it grew, by no more than a
   * heap takes to settle. too-few: not enough tasks or looks within any lifetime.
   */
  verdict: z.enum(['leaks', 'steady', 'unclear', 'too-few']),
  /** null when too-few. */
  perTaskBytes: z.number().nullable(),
  /** Interval at 95 %. */
  lowBytes: z.number().nullable(),
  highBytes: z.number().nullable(),
  /** Lifetimes of processes that the slope was fitted to, and the tasks done in the fitted parts of them. */
  lifetimes: z.number().int(),
  tasks: z.number().int(),
  /** Memory of such a process before its first task, by the fitted line; null when too-few. */
  baseBytes: z.number().nullable(),
  /** Tasks in one lifetime that would decide an unclear case; null otherwise. */
  tasksNeeded: z.number().int().nullable(),
  /** null unless it leaks. */
  recycle: recycleSchema.nullable(),
});

export type MemoryUsageRecord = z.infer<typeof memoryUsageSchema>;
export type LoopRecord = z.infer<typeof loopSchema>;
export type PoolUse = z.infer<typeof poolUseSchema>;
export type BrokerUse = z.infer<typeof brokerUseSchema>;
export type DepthFigures = z.infer<typeof depthSchema>;
export type QueueUse = z.infer<typeof queueUseSchema>;
export type PhaseResources = z.infer<typeof resourcesSchema>;
export type SeriesRecord = z.infer<typeof seriesSchema>;
export type ProcessRecord = z.infer<typeof processSchema>;
export type PoolSeries = z.infer<typeof poolSeriesSchema>;
export type FurtherChildrenRecord = z.infer<typeof furtherChildrenSchema>;
export type Recycle = z.infer<typeof recycleSchema>;
export type MemoryGrowth = z.infer<typeof growthSchema>;
