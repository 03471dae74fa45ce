// A run as a real one looks: four pools, several settings, repeats, two loads, one trial that failed. Built on the
// shared fixture; waits follow from the utilization, timelines run on through the trial. Nothing here is measured.

import type { PhaseRecord, RunResult, TrialRecord } from '../../src/result/index.ts';
import { buildClosedRun, PEERS } from '../fixtures/closed-run.ts';
import { buildRunResult, withTrials, type CellFigures, type RunOptions } from '../fixtures/run-result.ts';
import { furnishPhase, growthOf, SAMPLE_FAULT, SAMPLE_SEARCH } from './sample-parts.ts';

const POOLS: readonly {
  pool: string;
  levels: readonly number[];
  perSlot: number;
  baseMiB: number;
  slotMiB: number;
}[] = [
  { pool: 'solo', levels: [1], perSlot: 42, baseMiB: 58, slotMiB: 0 },
  { pool: 'prefork', levels: [1, 2, 4, 8], perSlot: 40, baseMiB: 52, slotMiB: 34 },
  { pool: 'threads', levels: [1, 2, 4, 8], perSlot: 41, baseMiB: 54, slotMiB: 11 },
  { pool: 'async', levels: [1, 4, 16], perSlot: 43, baseMiB: 60, slotMiB: 0.4 },
];

const SERVICE_MS = 23;

export function sampleCells(prefetches: readonly number[] = [1, 4]): CellFigures[] {
  return POOLS.flatMap(({ pool, levels, perSlot, baseMiB, slotMiB }) =>
    levels.flatMap((concurrency) =>
      prefetches.slice(0, concurrency === 1 ? 1 : 2).map((prefetch) => {
        const contention = 1 + 0.055 * (concurrency - 1) + (pool === 'async' ? 0.02 * concurrency : 0);
        return {
          pool,
          concurrency,
          prefetch,
          capacityPerSec: (perSlot * concurrency * (1 + 0.01 * prefetch)) / contention,
          serviceMeanMs: SERVICE_MS * Math.sqrt(contention),
          waitMeanMs: (SERVICE_MS * contention * (1 + 0.2 * prefetch)) / concurrency,
          memoryBytes: (baseMiB + slotMiB * concurrency) * 2 ** 20,
          cpuMsPerTask: 2.2 + 0.1 * concurrency,
        };
      }),
    ),
  );
}

/** A full run; the last trial of the last cell but one failed. */
export function sampleRun(options: RunOptions = {}): RunResult {
  const run = buildRunResult({
    name: 'quickstart',
    cells: sampleCells(),
    repeats: 3,
    thresholds: ['p95(wait) < 500ms', 'lost == 0'],
    plan: { ratePerSec: 500, slo: ['p95(wait) < 1s'], survive: 1 },
    observations: 400,
    noiseRatio: 0.04,
    ...options,
  });
  const prefetch = new Map(run.cells.map(({ id, fleet }) => [id, fleet[0]?.prefetch ?? 1]));
  const trials = run.trials.map((trial, i) =>
    i === run.trials.length - 2 ? failTrial(trial) : lengthen(trial, prefetch.get(trial.cellId) ?? 1),
  );
  return withTrials(run, trials);
}

/**
 * The sample run with everything a page can have: two workers, a fault, a capacity search in place of the first load, a
 * setting whose backlog grew, a self-check that does not hold.
 */
export function eventfulRun(options: RunOptions = {}): RunResult {
  const cells = sampleCells().map((cell) => ({ ...cell, workers: 2 }));
  const run = sampleRun({ cells, ...options });
  const trials = run.trials.map((trial, i) =>
    trial.state === 'measured'
      ? {
          ...trial,
          faults: [SAMPLE_FAULT],
          phases: trial.phases.map((phase, at) =>
            at === 2 ? searched(phase) : at === 3 && i === 0 ? drifting(phase) : phase,
          ),
        }
      : trial,
  );
  return withTrials(run, trials);
}

/** The peers run with limits, parts of the tasks' time and resources in every phase. */
export function furnishedPeers(): RunResult {
  const run = buildClosedRun(PEERS);
  return withTrials(
    run,
    run.trials.map((trial) => ({
      ...trial,
      phases: trial.phases.map((phase) => furnishPhase(phase, trial, 4)),
    })),
  );
}

const searched = (phase: PhaseRecord): PhaseRecord => ({
  ...phase,
  phase: 'search',
  label: 'search for p95(wait) < 50ms',
  search: SAMPLE_SEARCH,
});

const drifting = (phase: PhaseRecord): PhaseRecord => ({
  ...phase,
  steadiness: {
    ...phase.steadiness,
    verdict: 'unstable',
    said: 'the backlog grew by 12 tasks/s',
    drift: { tasksPerSec: 12, lowPerSec: 10, highPerSec: 14, confidence: 0.99, excessRatio: 0.1 },
  },
  selfChecks: [
    {
      name: 'littles-law',
      said: 'tasks in the system 31, throughput x time in it 24',
      measured: 31,
      expected: 24,
      tolerance: 2,
      ok: false,
      refuses: true,
    },
  ],
});

function failTrial(trial: TrialRecord): TrialRecord {
  return {
    ...trial,
    state: 'failed',
    phases: [],
    capacityPerSec: null,
    ledger: null,
    failure: {
      code: 'WORKER_DIED',
      message: 'worker web@bench-1 ended with exit code 134 while the load was running',
      lastLines: [
        '<--- Last few GCs --->',
        '[41:0x5d] 1203 ms: Mark-Compact 62.1 (66.2) -> 61.9 (66.5) MB, 18.3 / 0.0 ms',
        'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      ],
    },
  };
}

// Warm-up, saturate, then two loads, one after the other on the trial's own time.
function lengthen(trial: TrialRecord, prefetch: number): TrialRecord {
  const [saturate, load] = trial.phases;
  if (saturate === undefined || load === undefined) return trial;
  const warm: PhaseRecord = { ...saturate, phase: 'warm-up', label: 'warm-up', offeredPerSec: null };
  const half: PhaseRecord = scaleLoad(load, 0.6);
  let startMs = 0;
  const phases = [stretch(warm, 2), stretch(saturate, 4), stretch(half, 6), stretch(load, 8)].map((phase) => {
    const placed = {
      ...phase,
      startMs,
      timeline: phase.timeline.map((p) => ({ ...p, atMs: p.atMs + startMs })),
    };
    startMs += phase.durationMs;
    return placed;
  });
  const furnished = phases.map((phase) => furnishPhase(phase, trial, prefetch));
  const growth = [growthOf(trial.slots === 2)];
  return { ...trial, phases: furnished, growth, durationMs: startMs };
}

function scaleLoad(phase: PhaseRecord, factor: number): PhaseRecord {
  return {
    ...phase,
    label: `poisson ${Math.round((phase.offeredPerSec ?? 0) * factor)}/s`,
    offeredPerSec: (phase.offeredPerSec ?? 0) * factor,
    throughputPerSec: phase.throughputPerSec * factor,
    utilizationRatio: phase.utilizationRatio * factor,
    wait: {
      ...phase.wait,
      summary: { ...phase.wait.summary, p95Ms: phase.wait.summary.p95Ms * factor ** 4 },
    },
  };
}

function stretch(phase: PhaseRecord, seconds: number): PhaseRecord {
  const point = phase.timeline[0];
  if (point === undefined) return phase;
  const full = phase.phase === 'saturate' || phase.phase === 'warm-up';
  const perSec = phase.throughputPerSec;
  return {
    ...phase,
    durationMs: seconds * 1000,
    timeline: Array.from({ length: seconds }, (_, i) => {
      const wave = 1 + 0.08 * Math.sin(i * 2.1 + perSec);
      return {
        ...point,
        atMs: i * 1000,
        spanMs: 1000,
        completed: Math.round(perSec * wave),
        sent: Math.round(perSec * (2 - wave)),
        waiting: full ? Math.round(perSec * (1.5 - i / 10)) : Math.round(3 + 3 * wave),
        waitP50Ms: full ? 900 : phase.wait.summary.p50Ms * wave,
        waitP95Ms: full ? 1500 + 60 * i : phase.wait.summary.p95Ms * wave,
      };
    }),
  };
}
