// The whole examination, and its short form that every run carries as its certificate. First the machine is left alone
// and watched, so that what is seen is not us; only then is anything tried.

import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicNs } from '../../measure/index.ts';
import { readCgroupLimits, type Certificate, type Check } from '../../result/index.ts';
import { checkBroker } from './broker.ts';
import { checkClock, readClocks } from './clock.ts';
import { checkCpuLimit, checkCpuSpeed, checkOtherPrograms, checkStolenCpu } from './cpu.ts';
import { readMachine } from './machine-reading.ts';
import { checkMemory, checkMemoryLimit, checkOpenFiles, checkTemporaryFiles } from './room.ts';
import { checkTimers } from './timers.ts';

export interface ExaminationOptions {
  readonly brokerUrl: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** thorough: with a burst of the generator, about 4 s; short: about a second. */
  readonly depth: 'thorough' | 'short';
}

const DEPTHS = {
  thorough: { watchMs: 1000, sleeps: 400, questions: 1000, burst: true },
  short: { watchMs: 300, sleeps: 100, questions: 200, burst: false },
} as const;

/** Throws BROKER_UNREACHABLE, and GENERATOR_DIED when thorough. */
export async function examine({ brokerUrl, env, depth }: ExaminationOptions): Promise<Certificate> {
  const { watchMs, sleeps, questions, burst } = DEPTHS[depth];
  const takenAt = new Date();
  const startNs = monotonicNs();
  const machine = await watchMachine(watchMs);
  const timers = await checkTimers(sleeps);
  const broker = await checkBroker({ url: brokerUrl, env, questions, burst });
  const files = await checkTemporaryFiles();
  const { clock, ...rest } = machine;
  return {
    takenAt: takenAt.toISOString(),
    durationMs: (monotonicNs() - startNs) / 1e6,
    checks: [timers, clock, ...broker, ...rest.checks, files, checkOpenFiles()],
  };
}

async function watchMachine(
  watchMs: number,
): Promise<{ readonly clock: Check; readonly checks: readonly Check[] }> {
  const limits = await readCgroupLimits();
  const clocks = readClocks();
  const before = readMachine();
  await sleep(watchMs);
  const after = readMachine();
  const clocksAfter = readClocks();
  const spanMs = (clocksAfter.monotonicNs - clocks.monotonicNs) / 1e6;
  return {
    clock: checkClock(clocks, clocksAfter),
    checks: [
      checkCpuLimit(limits.cpus, before, after, spanMs),
      checkMemoryLimit(limits.memoryBytes),
      checkCpuSpeed(),
      checkStolenCpu(before, after),
      checkOtherPrograms(before, after, spanMs),
      checkMemory(before, after),
    ],
  };
}
