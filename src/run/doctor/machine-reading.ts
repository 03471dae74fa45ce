// What the kernel says of the machine at one moment; two readings around a stretch of time say who used it. Linux's
// /proc and /sys; what is not there is null.

import { readdirSync, readFileSync } from 'node:fs';
import { pid as ownPid } from 'node:process';
import { readCgroupUse, readHostCpu, readProcess, type HostCpu } from '../../measure/index.ts';

/** A program that runs. */
export interface ProgramReading {
  readonly name: string;
  /** With the pid it names one process and no later one. */
  readonly beganTicks: number;
  /** So far. */
  readonly cpuMs: number;
}

export interface MachineReading {
  readonly cpu: HostCpu | null;
  /** Every process that we see except this one, by its pid. */
  readonly programs: ReadonlyMap<number, ProgramReading>;
  /** CPU of this process so far. */
  readonly ownCpuMs: number | null;
  /** Pages moved to and from swap since boot. */
  readonly swappedPages: number | null;
  /** How long the control groups were held back for their CPU limits, since they exist. */
  readonly throttledMs: number | null;
}

export function readMachine(): MachineReading {
  const programs = readPrograms();
  const own = programs.get(ownPid);
  programs.delete(ownPid);
  return {
    cpu: readHostCpu() ?? null,
    programs,
    ownCpuMs: own?.cpuMs ?? null,
    swappedPages: readSwapped(),
    throttledMs: readCgroupUse().throttledMs,
  };
}

function readPrograms(): Map<number, ProgramReading> {
  const programs = new Map<number, ProgramReading>();
  for (const pid of pidsIn('/proc')) {
    const figures = readProcess(pid);
    if (figures === undefined) continue;
    const { name, beganTicks, userMs, systemMs } = figures;
    programs.set(pid, { name, beganTicks, cpuMs: userMs + systemMs });
  }
  return programs;
}

function pidsIn(directory: string): readonly number[] {
  try {
    return readdirSync(directory)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function readSwapped(): number | null {
  const text = readText('/proc/vmstat') ?? '';
  const [into, out] = [numberAfter(text, 'pswpin'), numberAfter(text, 'pswpout')];
  return into === undefined || out === undefined ? null : into + out;
}

/** What grew between two readings; null when either is not known. */
export function grown(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
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
