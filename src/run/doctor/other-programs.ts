// Which other programs use the CPU: those that run by name, and what nobody that still runs has used. That is the work
// of programs which ended meanwhile (the compilers of a build) and of other containers.

import { availableParallelism } from 'node:os';
import type { Check } from '../../result/index.ts';
import { formatNumber } from '../../units/index.ts';
import { judged } from './check.ts';
import { grown, type MachineReading } from './machine-reading.ts';

const WARN_RATIO = 0.1;
const BAD_RATIO = 0.8;
const SHOWN_PROGRAMS = 3;
/** The kernel counts CPU in steps of 10 ms, the machine's and each program's on its own: less is rounding. */
const LEAST_CORES = 0.05;

interface Program {
  readonly pid: number;
  readonly name: string;
  readonly cores: number;
}

export function checkOtherPrograms(before: MachineReading, after: MachineReading, spanMs: number): Check {
  const named = programsBetween(before, after, spanMs);
  const namedCores = named.reduce((sum, { cores }) => sum + cores, 0);
  const machine = machineBetween(before, after, spanMs);
  const hiddenCores = machine === null ? null : Math.max(0, machine.othersCores - namedCores);
  const cores = namedCores + (hiddenCores ?? 0);
  // A container may use a few CPUs of a large machine: each share is of what it was counted on.
  const usedRatio = Math.max(
    namedCores / availableParallelism(),
    machine === null ? 0 : machine.othersCores / machine.cpus,
  );
  return judged({
    check: 'other programs',
    finding: finding(named, cores, hiddenCores ?? 0),
    figures: { cores, usedRatio, hiddenCores },
    rules: [
      {
        fails: usedRatio > BAD_RATIO,
        state: 'bad',
        nextStep: 'Stop them: nothing is left of the machine to measure.',
      },
      {
        fails: usedRatio > WARN_RATIO,
        state: 'warn',
        nextStep: 'Stop them while you measure; they compete with the workers.',
      },
    ],
  });
}

/** One that began meanwhile has used all it has in between. */
function programsBetween(before: MachineReading, after: MachineReading, spanMs: number): readonly Program[] {
  return Array.from(after.programs, ([pid, { name, beganTicks, cpuMs }]) => {
    const earlier = before.programs.get(pid);
    const fromMs = earlier?.beganTicks === beganTicks ? earlier.cpuMs : 0;
    return { pid, name, cores: (cpuMs - fromMs) / spanMs };
  }).filter(({ cores }) => cores > 0);
}

interface MachineUse {
  readonly othersCores: number;
  /** CPUs that the kernel counts. */
  readonly cpus: number;
}

/** What the machine did less what we did; null where the kernel does not tell. */
function machineBetween(before: MachineReading, after: MachineReading, spanMs: number): MachineUse | null {
  const ownMs = grown(before.ownCpuMs, after.ownCpuMs);
  if (before.cpu === null || after.cpu === null || ownMs === null) return null;
  const totalMs = after.cpu.totalMs - before.cpu.totalMs;
  const idleMs = after.cpu.idleMs - before.cpu.idleMs;
  const stolenMs = after.cpu.stolenMs - before.cpu.stolenMs;
  if (totalMs <= 0) return null;
  return { othersCores: Math.max(0, (totalMs - idleMs - stolenMs - ownMs) / spanMs), cpus: totalMs / spanMs };
}

function finding(named: readonly Program[], cores: number, hiddenCores: number): string {
  const hidden = hiddenCores >= LEAST_CORES;
  if (named.length === 0 && !hidden) return 'none uses the CPU';
  const top = named
    .toSorted((a, b) => b.cores - a.cores)
    .slice(0, SHOWN_PROGRAMS)
    .map((program) => `${program.name} (pid ${program.pid}) ${formatNumber(program.cores)}`);
  const rest = hidden ? [`ended meanwhile or out of sight ${formatNumber(hiddenCores)}`] : [];
  return `use ${formatNumber(cores)} of ${availableParallelism()} CPUs: ${[...top, ...rest].join(', ')}`;
}
