// What is known of a phase when it is asked what limited it, taken from its figures.

import type { Flow, PhaseRecord } from '../../result/index.ts';
import type { PoolName } from '../../scenario/index.ts';
import type { MachineCpus } from '../resources/machine-cpus.ts';
import { othersCores, ownCores } from '../resources/others-cores.ts';

export interface LimitFacts {
  readonly kind: PhaseRecord['phase'];
  readonly offeredPerSec: number | null;
  readonly throughputPerSec: number;
  readonly utilizationRatio: number;
  readonly slots: number;
  /** The backlog grew through the phase. */
  readonly backlogGrew: boolean;
  /** Share of looks that found the queue empty while it was to be kept full. */
  readonly emptyRatio: number;
  readonly slipP99Ms: number | null;
  readonly waitP99Ms: number;
  /** Tasks that waited on the broker, on average over all looks; null when nobody looked. */
  readonly queuedTasks: number | null;
  /** Mean of the parts of the wait; null where workers do not tell. */
  readonly brokerWaitMs: number | null;
  readonly reservedWaitMs: number | null;
  readonly strandedRatio: number | null;
  readonly strandedSlotSec: number | null;
  /** null unless every worker could be looked at. */
  readonly fleetCores: number | null;
  /** null when the broker does not tell. */
  readonly brokerCores: number | null;
  /** null where processes cannot be looked at. */
  readonly generatorCores: number | null;
  /** What is not part of the run; null when that is not known. */
  readonly othersCores: number | null;
  readonly hostBusyRatio: number | null;
  /** CPUs' worth that the processes used which the run started. */
  readonly ownCores: number | null;
  readonly cpus: MachineCpus;
  readonly loops: readonly LoopFacts[];
}

/** The main event loop of one worker: it runs the tasks of `solo` and `async`, and hands them over in other pools. */
export interface LoopFacts {
  readonly worker: string;
  readonly runsTasks: boolean;
  /** Slots of the worker. */
  readonly slots: number;
  /** Share of time in which it was not waiting for events; null when that is not known. */
  readonly busyRatio: number | null;
  /** What says how busy it was: the loop itself, or the CPU time of a process that does nothing beside it. */
  readonly seenBy: 'loop' | 'cpu';
  readonly delayP99Ms: number | null;
}

export interface LimitSurroundings {
  readonly slots: number;
  readonly cpus: MachineCpus;
  readonly emptyRatio: number;
  /** Whether the run started the broker. */
  readonly ownBroker: boolean;
  /** Pool of each worker group, by the group's name. */
  readonly pools: ReadonlyMap<string, PoolName>;
}

/** Works for a phase of any result, so that an old run can be asked again. */
export function limitFacts(
  phase: Omit<PhaseRecord, 'attribution' | 'warnings'>,
  around: LimitSurroundings,
): LimitFacts {
  const { resources } = phase;
  return {
    kind: phase.phase,
    offeredPerSec: phase.offeredPerSec,
    throughputPerSec: phase.throughputPerSec,
    utilizationRatio: phase.utilizationRatio,
    slots: around.slots,
    backlogGrew: phase.steadiness.verdict === 'unstable',
    emptyRatio: around.emptyRatio,
    slipP99Ms: phase.slip?.summary.p99Ms ?? null,
    waitP99Ms: phase.wait.summary.p99Ms,
    queuedTasks: resources.queue?.seen.mean ?? null,
    ...flowFacts(phase.flow),
    fleetCores: resources.cpuCores,
    brokerCores: resources.brokerCpuCores,
    generatorCores: resources.generatorCpuCores,
    othersCores: othersCores(resources, around.cpus.host),
    hostBusyRatio: resources.hostBusyRatio,
    ownCores: ownCores(resources, around.ownBroker),
    cpus: around.cpus,
    loops: loopFacts(resources.pools, around.pools),
  };
}

type FlowFacts = Pick<LimitFacts, 'brokerWaitMs' | 'reservedWaitMs' | 'strandedRatio' | 'strandedSlotSec'>;

function flowFacts(flow: Flow | null): FlowFacts {
  const parts = flow === null || flow.total.brokerWait.summary.count === 0 ? undefined : flow.total;
  return {
    brokerWaitMs: parts?.brokerWait.summary.meanMs ?? null,
    reservedWaitMs: parts?.reservedWait.summary.meanMs ?? null,
    strandedRatio: flow?.stranded?.strandedRatio ?? null,
    strandedSlotSec: flow?.stranded?.strandedSlotSec ?? null,
  };
}

function loopFacts(
  workers: PhaseRecord['resources']['pools'],
  pools: LimitSurroundings['pools'],
): readonly LoopFacts[] {
  return workers.map((worker) => {
    const { name, group, slots, mainLoop } = worker;
    const runsTasks = isLoopPool(pools.get(group));
    return {
      worker: name,
      runsTasks,
      slots,
      busyRatio: mainLoop?.utilizationRatio ?? (runsTasks ? cpuBusyRatio(worker) : null),
      seenBy: mainLoop === null ? 'cpu' : 'loop',
      delayP99Ms: mainLoop?.delayP99Ms ?? null,
    };
  });
}

// Python's loops do not tell. All of such a worker is one process with one lock: when that has a core, it has all there is.
function cpuBusyRatio(worker: PhaseRecord['resources']['pools'][number]): number | null {
  const { processes, cpuUserCores, cpuSystemCores } = worker;
  if (processes !== 1 || cpuUserCores === null || cpuSystemCores === null) return null;
  return Math.min(1, cpuUserCores + cpuSystemCores);
}

function isLoopPool(pool: PoolName | undefined): boolean {
  return pool === 'solo' || pool === 'async' || pool === 'eventlet' || pool === 'gevent';
}
