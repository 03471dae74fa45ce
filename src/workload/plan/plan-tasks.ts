// Draws the tasks of a workload one after the other. The draws depend on the seed alone: neither the
// rate nor the clock nor the machine changes which task comes next and how long it is.

import type { CpuCalibration } from '../bodies/calibrate.ts';
import type { TaskProfile, Workload } from '../contract.ts';
import { durationSampler } from '../durations/sampler.ts';
import { weightedChoice } from '../mixture/weighted-choice.ts';
import { random, type Random } from '../../stats/index.ts';
import type { PlannedTask } from './planned-task.ts';

export interface TaskPlan {
  /** The next task, stamped with its intended time in nanoseconds. Never ends. */
  next(intendedNs: number): PlannedTask;
}

/** `calibration` turns milliseconds of cpu tasks into iterations. */
export function planTasks(
  workload: Workload,
  seed: number,
  calibration: Pick<CpuCalibration, 'iterationsPerMs'>,
): TaskPlan {
  const source = random(seed);
  const weights = workload.tasks.map((task) => task.weight);
  const choose = weightedChoice(weights, source.stream('mix'));
  const drawers = workload.tasks.map((task, typeIndex) =>
    taskDrawer(task, typeIndex, source, calibration.iterationsPerMs),
  );
  let seq = 0;
  return {
    next: (intendedNs) => {
      const draw = drawers[choose()] ?? drawers[0];
      if (draw === undefined) throw new RangeError('weightedChoice accepted an empty workload');
      return draw(seq++, intendedNs);
    },
  };
}

type Drawer = (seq: number, intendedNs: number) => PlannedTask;

function taskDrawer(task: TaskProfile, typeIndex: number, source: Random, iterationsPerMs: number): Drawer {
  const amount = amountSampler(task, source.stream(`durations/${task.name}`), iterationsPerMs);
  const failures = source.stream(`failures/${task.name}`);
  const { failureRatio, allocateBytes, leakBytes } = task;
  const payload = 'headcount.'.repeat(Math.ceil(task.payloadBytes / 10)).slice(0, task.payloadBytes);
  return (seq, intendedNs) => ({
    seq,
    intendedNs,
    typeIndex,
    amount: amount(),
    fail: failureRatio > 0 && failures.next() < failureRatio,
    allocateBytes,
    leakBytes,
    payload,
  });
}

function amountSampler(task: TaskProfile, random: Random, iterationsPerMs: number): () => number {
  if (task.kind === 'noop') return () => 0;
  const durationMs = durationSampler(task.duration, random);
  return task.kind === 'cpu' ? () => Math.round(durationMs() * iterationsPerMs) : durationMs;
}
