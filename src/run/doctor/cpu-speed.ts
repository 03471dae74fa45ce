// How fast the CPU runs while it works: a governor that saves power lets an idle one run slowly, and that says nothing.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { monotonicNs } from '../../measure/index.ts';
import type { Check } from '../../result/index.ts';
import { formatNumber } from '../../units/index.ts';
import { judged } from './check.ts';
import { readText } from './machine-reading.ts';

/** Longer than any governor takes to notice. */
const BUSY_MS = 60;
const WARN_SPEED_RATIO = 0.8;

export interface CpuSpeed {
  /** Of the CPU that is fastest at the moment: the one that works. */
  readonly nowMhz: number | null;
  readonly maxMhz: number | null;
  readonly governor: string | null;
}

/** Keeps one CPU busy for a moment, then reads. `root`: where /proc and /sys are mounted. */
export function readBusyCpuSpeed(root = '/'): CpuSpeed {
  const untilNs = monotonicNs() + BUSY_MS * 1e6;
  while (monotonicNs() < untilNs);
  const directories = cpusIn(join(root, 'sys/devices/system/cpu'));
  const megahertz = (file: string): readonly number[] =>
    directories
      .flatMap((cpu) => numbersIn(readText(join(cpu, 'cpufreq', file)), /(\d+)/g))
      .map((khz) => khz / 1000);
  const scaled = megahertz('scaling_cur_freq');
  const told = numbersIn(readText(join(root, 'proc/cpuinfo')), /^cpu MHz\s*:\s*([\d.]+)$/gm);
  const [first] = directories;
  const governor =
    first === undefined ? undefined : readText(join(first, 'cpufreq/scaling_governor'))?.trim();
  return {
    nowMhz: highest(scaled.length > 0 ? scaled : told),
    maxMhz: highest(megahertz('cpuinfo_max_freq')),
    governor: governor ?? null,
  };
}

export function checkCpuSpeed({ nowMhz, maxMhz, governor }: CpuSpeed): Check {
  const now = nowMhz === null ? 'the system does not tell' : `${formatNumber(nowMhz)} MHz at work`;
  const most = maxMhz === null ? '' : ` of ${formatNumber(maxMhz)} MHz, governor ${governor ?? 'unknown'}`;
  const slow = nowMhz !== null && maxMhz !== null && nowMhz < WARN_SPEED_RATIO * maxMhz;
  return judged({
    check: 'cpu speed',
    finding: `${now}${most}`,
    figures: { nowMhz, maxMhz },
    rules: [
      {
        fails: governor === 'powersave' && slow,
        state: 'warn',
        nextStep: 'Set the governor to performance, or speed changes with the load that is measured.',
      },
    ],
  });
}

function cpusIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => join(directory, name));
  } catch {
    return [];
  }
}

const numbersIn = (text: string | undefined, pattern: RegExp): readonly number[] =>
  Array.from((text ?? '').matchAll(pattern), ([, digits]) => Number(digits));

const highest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.max(...values);
