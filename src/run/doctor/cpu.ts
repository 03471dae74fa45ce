// Whose CPU this is: the limit of the control group, the speed it runs at, what a hypervisor takes, and which other
// programs use it.

import { availableParallelism } from 'node:os';
import { pid as ownPid } from 'node:process';
import type { Check } from '../../result/index.ts';
import { formatDuration, formatNumber, formatRatio, ms, ratio } from '../../units/index.ts';
import { judged } from './check.ts';
import { readText, type MachineReading } from './machine-reading.ts';

const WARN_STOLEN_RATIO = 0.01;
const BAD_STOLEN_RATIO = 0.2;
const WARN_OTHERS_RATIO = 0.1;
const BAD_OTHERS_RATIO = 0.8;
const WARN_SPEED_RATIO = 0.8;
const BAD_THROTTLED_RATIO = 0.25;
const SHOWN_PROGRAMS = 3;

/** `limitCpus`: of the control group, null without one. */
export function checkCpuLimit(
  limitCpus: number | null,
  before: MachineReading,
  after: MachineReading,
  spanMs: number,
): Check {
  const throttledMs =
    before.throttledMs === undefined || after.throttledMs === undefined
      ? null
      : after.throttledMs - before.throttledMs;
  const limit = limitCpus === null ? 'no limit' : `limited to ${formatNumber(limitCpus)} CPUs`;
  const held = throttledMs === null ? '' : `, held back for ${formatDuration(ms(throttledMs))}`;
  return judged({
    check: 'cpu limit',
    finding: `${limit}${held}; ${availableParallelism()} CPUs usable`,
    figures: { limitCpus, throttledMs, cpus: availableParallelism() },
    rules: [
      {
        fails: (throttledMs ?? 0) > BAD_THROTTLED_RATIO * spanMs,
        state: 'bad',
        nextStep: 'Raise the CPU limit of the container or unit: it is spent before the measuring begins.',
      },
      {
        fails: (throttledMs ?? 0) > 0 || (limitCpus ?? Infinity) < availableParallelism(),
        state: 'warn',
        nextStep: 'Workers, broker and generator share the limit; raise it, or keep the fleet below it.',
      },
    ],
  });
}

export function checkCpuSpeed(): Check {
  const directory = '/sys/devices/system/cpu/cpu0/cpufreq';
  const current = kilohertz(`${directory}/scaling_cur_freq`);
  const top = kilohertz(`${directory}/cpuinfo_max_freq`);
  const governor = readText(`${directory}/scaling_governor`)?.trim();
  const shownMhz = Number(/^cpu MHz\s*:\s*([\d.]+)$/m.exec(readText('/proc/cpuinfo') ?? '')?.[1] ?? NaN);
  const nowMhz = current === null ? (Number.isNaN(shownMhz) ? null : shownMhz) : current / 1000;
  const maxMhz = top === null ? null : top / 1000;
  const now = nowMhz === null ? 'the system does not tell' : `${formatNumber(nowMhz)} MHz`;
  const most = maxMhz === null ? '' : ` of ${formatNumber(maxMhz)} MHz, governor ${governor ?? 'unknown'}`;
  return judged({
    check: 'cpu speed',
    finding: `${now}${most}`,
    figures: { nowMhz, maxMhz },
    rules: [
      {
        fails: governor === 'powersave' && (nowMhz ?? 0) < WARN_SPEED_RATIO * (maxMhz ?? 0),
        state: 'warn',
        nextStep: 'Set the governor to performance, or speed changes with the load that is measured.',
      },
    ],
  });
}

export function checkStolenCpu(before: MachineReading, after: MachineReading): Check {
  const known = before.cpu !== undefined && after.cpu !== undefined;
  const totalSec = known ? after.cpu.totalSec - before.cpu.totalSec : 0;
  const stolenRatio = known && totalSec > 0 ? (after.cpu.stolenSec - before.cpu.stolenSec) / totalSec : null;
  return judged({
    check: 'stolen cpu',
    finding:
      stolenRatio === null
        ? 'the system does not tell'
        : `the hypervisor gave ${formatRatio(ratio(stolenRatio))} of the CPU time to others`,
    figures: { stolenRatio },
    rules: [
      {
        fails: (stolenRatio ?? 0) > BAD_STOLEN_RATIO,
        state: 'bad',
        nextStep: 'Use a machine with CPUs of its own.',
      },
      {
        fails: (stolenRatio ?? 0) > WARN_STOLEN_RATIO,
        state: 'warn',
        nextStep: 'Repeat more often and compare only within one run, or use CPUs of your own.',
      },
    ],
  });
}

export function checkOtherPrograms(before: MachineReading, after: MachineReading, spanMs: number): Check {
  const used = Array.from(after.processes, ([pid, { name, cpuSec }]) => ({
    pid,
    name,
    cores: (cpuSec - (before.processes.get(pid)?.cpuSec ?? cpuSec)) / (spanMs / 1000),
  })).filter(({ pid, cores }) => pid !== ownPid && cores > 0);
  const cores = used.reduce((sum, program) => sum + program.cores, 0);
  const usedRatio = cores / availableParallelism();
  const top = used
    .toSorted((a, b) => b.cores - a.cores)
    .slice(0, SHOWN_PROGRAMS)
    .map((program) => `${program.name} (pid ${program.pid}) ${formatNumber(program.cores)}`);
  return judged({
    check: 'other programs',
    finding:
      top.length === 0
        ? 'none uses the CPU'
        : `use ${formatNumber(cores)} of ${availableParallelism()} CPUs: ${top.join(', ')}`,
    figures: { cores, usedRatio },
    rules: [
      {
        fails: usedRatio > BAD_OTHERS_RATIO,
        state: 'bad',
        nextStep: 'Stop them: nothing is left of the machine to measure.',
      },
      {
        fails: usedRatio > WARN_OTHERS_RATIO,
        state: 'warn',
        nextStep: 'Stop them while you measure; they compete with the workers.',
      },
    ],
  });
}

function kilohertz(path: string): number | null {
  const value = Number(readText(path) ?? NaN);
  return Number.isNaN(value) ? null : value;
}
