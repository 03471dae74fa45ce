// Finds how many iterations of cpuWork one millisecond of an undisturbed core holds.

import { performance } from 'node:perf_hooks';
import { cpuWork } from './cpu-work.ts';

export interface CpuCalibration {
  /** Iterations of cpuWork in one millisecond. */
  readonly iterationsPerMs: number;
  /** How far the median repetition lay above the fastest: 0.02 = 2 %. Large means that the core was not idle. */
  readonly spreadRatio: number;
}

const WARM_UP_MS = 60;
// Short, so that some fit between two interruptions even on a busy machine.
const REPETITIONS = 100;
const REPETITION_MS = 1.5;
const FIRST_GUESS = 2000;

/**
 * Measures this core; blocks for about 210 ms. The optimizing compiler is given its time first. Disturbance
 * only ever adds time, so the fastest repetition is nearest to the truth.
 */
export function calibrateCpu(): CpuCalibration {
  const iterations = Math.max(1, Math.round(warmRate() * REPETITION_MS));
  const timesMs = Array.from({ length: REPETITIONS }, () => timeMs(iterations)).sort((a, b) => a - b);
  const fastestMs = timesMs[0] ?? REPETITION_MS;
  const medianMs = timesMs[REPETITIONS >> 1] ?? fastestMs;
  return { iterationsPerMs: iterations / fastestMs, spreadRatio: medianMs / fastestMs - 1 };
}

// Runs the work until it is compiled; answers the last rate seen, iterations per ms.
function warmRate(): number {
  const endMs = performance.now() + WARM_UP_MS;
  let rate = 0;
  while (performance.now() < endMs) rate = FIRST_GUESS / timeMs(FIRST_GUESS);
  return rate;
}

function timeMs(iterations: number): number {
  const startMs = performance.now();
  cpuWork(iterations);
  return Math.max(1e-6, performance.now() - startMs);
}
