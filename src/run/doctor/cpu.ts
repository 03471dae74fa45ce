// Whose CPU this is: the limit of the control groups, and what a hypervisor takes.

import { availableParallelism } from 'node:os';
import type { Check } from '../../result/index.ts';
import { formatDuration, formatNumber, formatRatio, ms, ratio } from '../../units/index.ts';
import { judged } from './check.ts';
import { grown, type MachineReading } from './machine-reading.ts';

const WARN_STOLEN_RATIO = 0.01;
const BAD_STOLEN_RATIO = 0.2;
const BAD_THROTTLED_RATIO = 0.25;

/** `limitCpus`: the tightest of our control groups, null without one. */
export function checkCpuLimit(
  limitCpus: number | null,
  before: MachineReading,
  after: MachineReading,
  spanMs: number,
): Check {
  const throttledMs = grown(before.throttledMs, after.throttledMs);
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

export function checkStolenCpu(before: MachineReading, after: MachineReading): Check {
  const totalMs = grown(before.cpu?.totalMs ?? null, after.cpu?.totalMs ?? null);
  const stolenMs = grown(before.cpu?.stolenMs ?? null, after.cpu?.stolenMs ?? null);
  const stolenRatio = totalMs === null || stolenMs === null || totalMs <= 0 ? null : stolenMs / totalMs;
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
