// What the kernel says of the machine at one moment; two readings around a stretch of time say who used it. Linux's
// /proc and /sys; what is not there is undefined.

import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SEC = 100;

export interface MachineReading {
  /** CPU time of the whole machine in seconds since boot, and the part that a hypervisor gave to others. */
  readonly cpu: { readonly totalSec: number; readonly stolenSec: number } | undefined;
  /** CPU seconds of each process so far, with its name. */
  readonly processes: ReadonlyMap<number, { readonly name: string; readonly cpuSec: number }>;
  /** Pages moved to and from swap since boot. */
  readonly swappedPages: number | undefined;
  /** How long the control group was held back for its CPU limit, since it exists. */
  readonly throttledMs: number | undefined;
}

export function readMachine(): MachineReading {
  return {
    cpu: readCpu(),
    processes: readProcesses(),
    swappedPages: readSwapped(),
    throttledMs: readThrottled(),
  };
}

function readCpu(): MachineReading['cpu'] {
  const line = readText('/proc/stat')?.split('\n', 1)[0];
  if (line === undefined) return undefined;
  // user nice system idle iowait irq softirq steal; guest time is in user already.
  const parts = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const total = parts.reduce((sum, part) => sum + part, 0);
  return { totalSec: total / TICKS_PER_SEC, stolenSec: (parts[7] ?? 0) / TICKS_PER_SEC };
}

function readProcesses(): MachineReading['processes'] {
  const processes = new Map<number, { name: string; cpuSec: number }>();
  for (const entry of listNumbers('/proc')) {
    const text = readText(`/proc/${entry}/stat`);
    if (text === undefined) continue;
    const close = text.lastIndexOf(')');
    const fields = text.slice(close + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    processes.set(entry, { name: text.slice(text.indexOf('(') + 1, close), cpuSec: ticks / TICKS_PER_SEC });
  }
  return processes;
}

function listNumbers(directory: string): readonly number[] {
  try {
    return readdirSync(directory)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function readSwapped(): number | undefined {
  const text = readText('/proc/vmstat');
  if (text === undefined) return undefined;
  return (numberAfter(text, 'pswpin') ?? 0) + (numberAfter(text, 'pswpout') ?? 0);
}

// Version 2 of control groups counts microseconds, version 1 nanoseconds.
function readThrottled(): number | undefined {
  const unified = numberAfter(readText('/sys/fs/cgroup/cpu.stat') ?? '', 'throttled_usec');
  if (unified !== undefined) return unified / 1000;
  const former = numberAfter(readText('/sys/fs/cgroup/cpu/cpu.stat') ?? '', 'throttled_time');
  return former === undefined ? undefined : former / 1e6;
}

/** The number behind a word at the start of a line. */
export function numberAfter(text: string, word: string): number | undefined {
  const match = new RegExp(`^${word}:?\\s+(\\d+)`, 'm').exec(text);
  return match === null ? undefined : Number(match[1]);
}

export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
