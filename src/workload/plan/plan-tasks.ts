// Draws the tasks of a workload one after the other. The draws depend on the seed alone: neither the
// rate nor the clock nor the machine changes which task comes next and how long it is.

import { HeadcountError } from '../../errors/index.ts';
import type { CpuCalibration } from '../bodies/calibrate.ts';
import type { TaskProfile, Workload } from '../contract.ts';
import { durationSampler } from '../durations/sampler.ts';
import { drawArguments } from '../own/draw-arguments.ts';
import { weightedChoice } from '../mixture/weighted-choice.ts';
import { random, type Random } from '../../stats/index.ts';
import type { PlannedTask } from './planned-task.ts';

export interface TaskPlan {
  /**
   * The next task, stamped with its intended time and the time it is sent, both in nanoseconds. Never ends. A trace may
   * say which task it is and how long it takes in all: -1 and NaN = drawn.
   */
  next(intendedNs: number, sentNs: number, typeIndex?: number, durationMs?: number): PlannedTask;
}

/** One of several plans of a workload. */
export interface PlanScope {
  /** Draws of different names are independent. Default: no name. */
  readonly stream?: string;
  /** Indexes of the tasks that are mixed, at least one. Default: all. */
  readonly tasks?: readonly number[];
  /** Answers the next sequence number. Default: 0, 1, 2, ... */
  readonly nextSeq?: () => number;
}

/** `calibration` turns the CPU milliseconds of cpu and mixed tasks into iterations. */
export function planTasks(
  workload: Workload,
  seed: number,
  calibration: Pick<CpuCalibration, 'iterationsPerMs'>,
  scope: PlanScope = {},
): TaskPlan {
  const source = scope.stream === undefined ? random(seed) : random(seed).stream(scope.stream);
  const mixed = scope.tasks ?? [...workload.tasks.keys()];
  const weights = mixed.map((index) => workload.tasks[index]?.weight ?? 0);
  const choose = weightedChoice(weights, source.stream('mix'));
  const drawers = workload.tasks.map((task, typeIndex) =>
    taskDrawer(task, typeIndex, source, calibration.iterationsPerMs),
  );
  const nextSeq = scope.nextSeq ?? counter();
  return {
    next: (intendedNs, sentNs, typeIndex = -1, durationMs = Number.NaN) => {
      const draw = drawers[typeIndex < 0 ? (mixed[choose()] ?? 0) : typeIndex];
      if (draw === undefined) throw new HeadcountError('BUG', `no task type ${typeIndex} in the workload`);
      return draw(nextSeq(), intendedNs, sentNs, durationMs);
    },
  };
}

function counter(): () => number {
  let count = 0;
  return () => count++;
}

type Drawer = (seq: number, intendedNs: number, sentNs: number, givenMs: number) => PlannedTask;

function taskDrawer(task: TaskProfile, typeIndex: number, source: Random, iterationsPerMs: number): Drawer {
  const amountOf = amountInUnits(task, iterationsPerMs);
  const lengths = lengthSampler(task, source);
  const failures = source.stream(`failures/${task.name}`);
  const own = task.own && drawArguments(task.own, source.stream(`arguments/${task.name}`));
  const { failureRatio, allocateBytes, leakBytes } = task;
  const payload = 'headcount.'.repeat(Math.ceil(task.payloadBytes / 10)).slice(0, task.payloadBytes);
  const draw: Drawer = (seq, intendedNs, sentNs, givenMs) => {
    const { durationMs, waitMs } = lengths(givenMs);
    return {
      seq,
      intendedNs,
      sentNs,
      typeIndex,
      amount: amountOf(durationMs),
      waitMs: wholeNs(waitMs),
      fail: failureRatio > 0 && failures.next() < failureRatio,
      allocateBytes,
      leakBytes,
      payload,
    };
  };
  if (own === undefined) return draw;
  return (seq, ...times) => ({ ...draw(seq, ...times), own: own(seq) });
}

// A trace may name a duration for a task that has none of its own: it means nothing there.
function amountInUnits(task: TaskProfile, iterationsPerMs: number): (durationMs: number) => number {
  if (task.kind === 'noop' || task.kind === 'own' || task.call !== undefined) return () => 0;
  const works = task.kind === 'cpu' || task.kind === 'mixed';
  return works ? (durationMs) => Math.round(durationMs * iterationsPerMs) : wholeNs;
}

/** Nothing waits more exactly than that, and a message says it in few digits. */
function wholeNs(durationMs: number): number {
  return Math.round(durationMs * 1e6) / 1e6;
}

interface Lengths {
  readonly durationMs: number;
  /** mixed: the wait after it; 0 otherwise. */
  readonly waitMs: number;
}

/** A given length, NaN for none, is that of the whole body: a mixed task keeps the drawn proportion of work and wait. */
function lengthSampler(task: TaskProfile, source: Random): (givenMs: number) => Lengths {
  const durationMs = durationSampler(task.duration, source.stream(`durations/${task.name}`));
  if (task.wait === undefined)
    return (givenMs) => ({ durationMs: Number.isNaN(givenMs) ? durationMs() : givenMs, waitMs: 0 });
  const waitMs = durationSampler(task.wait, source.stream(`waits/${task.name}`));
  return (givenMs) => {
    const drawn = { durationMs: durationMs(), waitMs: waitMs() };
    return Number.isNaN(givenMs) ? drawn : scaledTo(givenMs, drawn);
  };
}

function scaledTo(givenMs: number, { durationMs, waitMs }: Lengths): Lengths {
  const allMs = durationMs + waitMs;
  // Of two nothings there is no proportion: then it all is work.
  const workMs = allMs === 0 ? givenMs : (givenMs * durationMs) / allMs;
  return { durationMs: workMs, waitMs: givenMs - workMs };
}
