// The whole examination, and its short form that every run carries as its certificate. First the machine is left alone
// and watched, so that what is seen is not us; only then is anything tried.

import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicNs, readCgroupLimits, readCgroupUse } from '../../measure/index.ts';
import type { Certificate, Check } from '../../result/index.ts';
import { checkBroker } from './broker.ts';
import { checkClock, readClocks } from './clock.ts';
import { checkCpuLimit, checkStolenCpu } from './cpu.ts';
import { checkCpuSpeed, readBusyCpuSpeed } from './cpu-speed.ts';
import { checkOtherPrograms } from './other-programs.ts';
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
  // After all this work: an idle CPU runs as slowly as it may.
  const speed = checkCpuSpeed(readBusyCpuSpeed());
  const files = await checkTemporaryFiles(tmpdir());
  const { clock, limits, use } = machine;
  return {
    takenAt: takenAt.toISOString(),
    durationMs: (monotonicNs() - startNs) / 1e6,
    checks: [timers, clock, ...broker, ...limits, speed, ...use, files, checkOpenFiles()],
  };
}

interface Watched {
  readonly clock: Check;
  readonly limits: readonly Check[];
  readonly use: readonly Check[];
}

async function watchMachine(watchMs: number): Promise<Watched> {
  const { cpus, memoryBytes } = readCgroupLimits();
  const clocks = readClocks();
  const before = readMachine();
  await sleep(watchMs);
  const after = readMachine();
  const clocksAfter = readClocks();
  const spanMs = (clocksAfter.monotonicNs - clocks.monotonicNs) / 1e6;
  return {
    clock: checkClock(clocks, clocksAfter),
    limits: [
      checkCpuLimit(cpus, before, after, spanMs),
      checkMemoryLimit(memoryBytes, readCgroupUse().memoryLeftBytes),
    ],
    use: [
      checkStolenCpu(before, after),
      checkOtherPrograms(before, after, spanMs),
      checkMemory(before, after),
    ],
  };
}
