// What the shared fixture leaves empty, made up for the sample run of this folder: the parts of a task's time, what
// limits a setting, resources, queue, growth, faults. Nothing here is measured.

import { LatencyHistogram } from '../../src/measure/index.ts';
import {
  toHistogramRecord,
  type Attribution,
  type FaultRecord,
  type Flow,
  type HistogramRecord,
  type MemoryGrowth,
  type Parts,
  type PhaseRecord,
  type PhaseResources,
  type Search,
  type TrialRecord,
} from '../../src/result/index.ts';

/** A phase as a run of today has it. */
export function furnishPhase(phase: PhaseRecord, trial: TrialRecord, prefetch: number): PhaseRecord {
  if (phase.phase === 'warm-up') return phase;
  const scheduled = phase.offeredPerSec !== null;
  return {
    ...phase,
    flow: flowOf(phase, trial, prefetch),
    attribution: scheduled ? belowCapacity(phase) : saturated(phase, trial),
    resources: resourcesOf(phase, trial, scheduled),
    steadiness: { ...phase.steadiness, cutMs: scheduled ? 1000 : 0, throughputCutMs: scheduled ? 1000 : 0 },
  };
}

function histogram(meanMs: number, count: number): HistogramRecord {
  const made = LatencyHistogram.create();
  for (let i = 0; i < count; i++) made.recordNs(meanMs * 1e6 * (0.5 + (i % 11) / 10));
  return toHistogramRecord(made);
}

function partsOf(phase: PhaseRecord, share: number): Parts {
  const wait = phase.wait.summary.meanMs;
  return {
    slip: histogram(phase.offeredPerSec === null ? 0 : 0.2, 60),
    brokerWait: histogram(wait * (1 - share), 60),
    reservedWait: histogram(wait * share, 60),
    service: phase.service,
    settle: histogram(0.9, 60),
  };
}

function flowOf(phase: PhaseRecord, trial: TrialRecord, prefetch: number): Flow {
  const share = Math.min(0.9, 0.2 * prefetch);
  const total = partsOf(phase, share);
  const available = (trial.slots * phase.durationMs) / 1000;
  const idle = available * (1 - phase.utilizationRatio);
  return {
    total,
    byTask: [
      { name: 'fetch-page', ...total },
      { name: 'resize-image', ...partsOf(phase, share / 2) },
    ],
    byQueue: [],
    byWorker: [],
    stranded: {
      availableSlotSec: available,
      idleSlotSec: idle,
      strandedSlotSec: trial.workers > 1 ? (idle * prefetch) / 16 : 0,
      strandedRatio: trial.workers > 1 ? ((1 - phase.utilizationRatio) * prefetch) / 16 : 0,
      heldSlotSec: idle * 0.02,
    },
  };
}

function saturated(phase: PhaseRecord, trial: TrialRecord): Attribution {
  const busy = `${Math.round(phase.utilizationRatio * 100)} %`;
  const evidence = `${busy} of the time of ${trial.slots} slots was busy`;
  return trial.slots > 4
    ? {
        cause: 'cpu',
        evidence: ['the machine was 97 % busy: fleet 1.6, broker 0.1, generator 0.2 of 2 CPUs'],
        runnerUp: { cause: 'slots', nearnessRatio: 0.91, evidence },
      }
    : { cause: 'slots', evidence: [evidence, '812 tasks waited on the broker on average'], runnerUp: null };
}

function belowCapacity(phase: PhaseRecord): Attribution {
  return {
    cause: 'nothing',
    evidence: [`${Math.round(phase.throughputPerSec)} tasks/s were done, with no growing backlog`],
    runnerUp: null,
  };
}

function resourcesOf(phase: PhaseRecord, trial: TrialRecord, scheduled: boolean): PhaseResources {
  const { resources } = phase;
  const { memoryMeanBytes, memoryPeakBytes } = resources;
  const memory = { meanBytes: memoryMeanBytes ?? 0, peakBytes: memoryPeakBytes ?? 0 };
  const loop = {
    loops: 1,
    delayP99Ms: 2.4,
    delayMaxMs: 11,
    utilizationRatio: 0.4,
    busiestRatio: 0.62,
    gcMs: 41,
    gcCount: 20,
  };
  const depth = (mean: number) => ({ mean, p95: mean * 2, max: mean * 3 });
  return {
    ...resources,
    pools: [
      {
        name: 'web@bench-1',
        group: 'web',
        slots: trial.slots,
        processes: trial.slots,
        threads: trial.slots * 11,
        openFiles: 24,
        rss: memory,
        pss: memory,
        uss: { meanBytes: memory.meanBytes * 0.7, peakBytes: memory.peakBytes * 0.7 },
        memoryPerSlotBytes: memory.meanBytes / trial.slots,
        cpuUserCores: resources.cpuUserCores,
        cpuSystemCores: resources.cpuSystemCores,
        voluntarySwitchesPerSec: 900,
        involuntarySwitchesPerSec: 12,
        mainLoop: loop,
        slotLoops: null,
      },
    ],
    broker: {
      cpuCores: 0.02,
      cpuMsPerTask: 0.11,
      opsPerSec: phase.throughputPerSec * 3,
      opsPerTask: 3,
      netInBytesPerTask: 1400,
      netOutBytesPerTask: 900,
      memoryBytes: 4 * 2 ** 20,
      memoryGrowthBytes: 0,
      clients: 6,
    },
    queue: scheduled
      ? {
          looks: 80,
          total: depth(trial.slots * 2.5),
          seen: depth(trial.slots * 0.8),
          scheduled: depth(0),
          retry: depth(0),
          seenRatio: 0.32,
        }
      : null,
  };
}

export function growthOf(leaks: boolean): MemoryGrowth {
  return {
    group: 'web',
    kind: 'uss',
    verdict: leaks ? 'leaks' : 'steady',
    perTaskBytes: leaks ? 12_000 : 10,
    lowBytes: leaks ? 11_000 : -80,
    highBytes: leaks ? 13_100 : 90,
    lifetimes: 3,
    tasks: 6100,
    baseBytes: 48 * 2 ** 20,
    tasksNeeded: null,
    recycle: leaks
      ? {
          unit: 'child',
          budgetPerSlotBytes: 512 * 2 ** 20,
          budgetOf: 'plan',
          marginRatio: 0.2,
          maxTasks: 30_000,
          maxMemoryBytes: 400 * 2 ** 20,
        }
      : null,
  };
}

export const SAMPLE_FAULT: FaultRecord = {
  fault: 'pause-worker',
  detail: 'pause web@bench-1 for 1 s',
  loadPhase: 2,
  plannedMs: 3000,
  atMs: 15_000,
  untilMs: 16_000,
  normal: {
    windowMs: 250,
    throughputPerSec: 100,
    throughputLowPerSec: 80,
    waitMs: 10,
    waitHighMs: 20,
  },
  recoveryMs: 1800,
  noRecoveryReason: null,
  worstWaitMs: 1040,
  lost: 0,
  lossReason: null,
  doneAgain: 2,
};

/** A search that ended between 150/s and 165/s. */
export const SAMPLE_SEARCH: Search = {
  slo: 'p95(wait) < 50ms',
  saturationPerSec: 200,
  ratePerSec: 158,
  lowPerSec: 150,
  highPerSec: 165,
  probes: [
    [100, 12, true],
    [180, 420, false],
    [150, 38, true],
    [165, 74, false],
    [158, 47, true],
  ].map(([rate = 0, seen = 0, kept]) => ({
    ratePerSec: Number(rate),
    durationMs: 4000,
    tasks: 600,
    measuredMs: Number(seen),
    mean: 0.04,
    low: 0.02,
    high: 0.06,
    target: 0.05,
    sureness: 'clear' as const,
    kept: kept === true,
  })),
};
