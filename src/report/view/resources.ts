// What a setting used besides memory, over its repeats: under the scheduled load, or while the queue was full.

import type { LoopRecord, PhaseRecord, PhaseResources } from '../../result/index.ts';
import type { CellView } from './cells.ts';
import type { LoadView } from './load.ts';

/** Means over the repeats; null where the system or the kernel did not tell. */
export interface ResourceView {
  readonly cpuUserCores: number | null;
  readonly cpuSystemCores: number | null;
  /** Mean of pages of the fleet that no other process has. */
  readonly ussBytes: number | null;
  readonly processes: number | null;
  readonly threads: number | null;
  readonly voluntarySwitchesPerSec: number | null;
  readonly involuntarySwitchesPerSec: number | null;
  /** Of the busiest event loop of the fleet. */
  readonly loopRatio: number | null;
  readonly loopDelayP99Ms: number | null;
  /** Milliseconds a second spent collecting garbage, all loops together. */
  readonly gcMsPerSec: number | null;
  readonly brokerCpuMsPerTask: number | null;
  readonly brokerOpsPerTask: number | null;
  /** In and out together. */
  readonly brokerBytesPerTask: number | null;
  readonly brokerMemoryBytes: number | null;
}

/** The queue of a setting, means over looks and repeats, in messages. */
export interface QueueView {
  /** Waiting on the broker: what an autoscaler that reads queue lengths sees. */
  readonly seen: number;
  /** Held by workers: to be run next or running. */
  readonly reserved: number;
  /** Held by workers until they are due. */
  readonly scheduled: number;
  readonly retry: number;
  readonly total: number;
  readonly seenRatio: number | null;
}

export function resourcesOf({ load, full }: CellView): ResourceView | null {
  return loadResources(load ?? full);
}

/** Under one load. */
export function loadResources(load: LoadView | null): ResourceView | null {
  const phases = load?.phases ?? [];
  if (phases.length === 0) return null;
  const of = (read: (resources: PhaseResources, phase: PhaseRecord) => number | null) =>
    mean(phases.map((phase) => read(phase.resources, phase)));
  return {
    cpuUserCores: of((r) => r.cpuUserCores),
    cpuSystemCores: of((r) => r.cpuSystemCores),
    ussBytes: of((r) => overPools(r, ({ uss }) => uss?.meanBytes ?? null)),
    processes: of((r) => overPools(r, ({ processes }) => processes)),
    threads: of((r) => overPools(r, ({ threads }) => threads)),
    voluntarySwitchesPerSec: of((r) => overPools(r, (pool) => pool.voluntarySwitchesPerSec)),
    involuntarySwitchesPerSec: of((r) => overPools(r, (pool) => pool.involuntarySwitchesPerSec)),
    loopRatio: of((r) => highest(loopsOf(r).map(({ busiestRatio }) => busiestRatio))),
    loopDelayP99Ms: of((r) => highest(loopsOf(r).map(({ delayP99Ms }) => delayP99Ms))),
    gcMsPerSec: of((r, { durationMs }) => gcRate(loopsOf(r), durationMs)),
    brokerCpuMsPerTask: of(({ broker }) => broker?.cpuMsPerTask ?? null),
    brokerOpsPerTask: of(({ broker }) => broker?.opsPerTask ?? null),
    brokerBytesPerTask: of(({ broker }) => added(broker?.netInBytesPerTask, broker?.netOutBytesPerTask)),
    brokerMemoryBytes: of(({ broker }) => broker?.memoryBytes ?? null),
  };
}

/** Under the scheduled load only: a queue that is kept full on purpose says nothing. */
export function queueOf({ load }: CellView): QueueView | null {
  const queues = (load?.phases ?? []).flatMap(({ resources }) => resources.queue ?? []);
  if (queues.length === 0) return null;
  const of = (read: (queue: (typeof queues)[number]) => number) => mean(queues.map(read)) ?? 0;
  const [total, seen] = [of((q) => q.total.mean), of((q) => q.seen.mean)];
  const [scheduled, retry] = [of((q) => q.scheduled.mean), of((q) => q.retry.mean)];
  const reserved = Math.max(0, total - seen - scheduled - retry);
  return { seen, reserved, scheduled, retry, total, seenRatio: total === 0 ? null : seen / total };
}

type Pool = PhaseResources['pools'][number];

/** The sum over the workers; null as soon as one does not tell. */
function overPools({ pools }: PhaseResources, read: (pool: Pool) => number | null): number | null {
  const values = pools.map(read);
  const known = values.filter((value) => value !== null);
  if (known.length < values.length || known.length === 0) return null;
  return known.reduce((sum, value) => sum + value, 0);
}

const loopsOf = ({ pools }: PhaseResources): readonly LoopRecord[] =>
  pools.flatMap(({ mainLoop, slotLoops }) => [mainLoop, slotLoops].filter((loop) => loop !== null));

function gcRate(loops: readonly LoopRecord[], durationMs: number): number | null {
  if (loops.length === 0 || durationMs === 0) return null;
  return loops.reduce((sum, { gcMs }) => sum + gcMs, 0) / (durationMs / 1000);
}

const highest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.max(...values);

function added(a: number | null | undefined, b: number | null | undefined): number | null {
  return a === null || a === undefined || b === null || b === undefined ? null : a + b;
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
