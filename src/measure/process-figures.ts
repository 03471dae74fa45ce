// What the kernel says of one process: memory, CPU time, parent. Linux's /proc; a process that is gone is undefined.

import { readFile } from 'node:fs/promises';

/** Clock ticks a second in the stat files of /proc; fixed at 100 for user space on every Linux architecture Node runs on. */
const TICKS_PER_SEC = 100;

export interface ProcessFigures {
  readonly pid: number;
  readonly parentPid: number;
  /** CPU time of all threads so far. */
  readonly cpuMs: number;
  /** CPU time of children that have ended and been waited for. */
  readonly endedChildrenCpuMs: number;
}

/** Reads /proc/<pid>/stat. */
export async function readProcess(pid: number): Promise<ProcessFigures | undefined> {
  const text = await readOrUndefined(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The command name, in parentheses, may hold anything; fields are counted from behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (position: number): number => Number(fields[position - 3] ?? 0);
  const ticksToMs = (ticks: number): number => (ticks * 1000) / TICKS_PER_SEC;
  return {
    pid,
    parentPid: field(4),
    cpuMs: ticksToMs(field(14) + field(15)),
    endedChildrenCpuMs: ticksToMs(field(16) + field(17)),
  };
}

export interface MemoryFigure {
  /** pss: shared pages divided by their users. rss: every page counts in full, where PSS is not offered. */
  readonly kind: 'pss' | 'rss';
  readonly bytes: number;
}

/** Memory of one process; undefined when it is gone. */
export async function readMemory(pid: number): Promise<MemoryFigure | undefined> {
  const pss = kibibytes(await readOrUndefined(`/proc/${pid}/smaps_rollup`), 'Pss');
  if (pss !== undefined) return { kind: 'pss', bytes: pss };
  const rss = kibibytes(await readOrUndefined(`/proc/${pid}/status`), 'VmRSS');
  return rss === undefined ? undefined : { kind: 'rss', bytes: rss };
}

function kibibytes(text: string | undefined, label: string): number | undefined {
  const match = text === undefined ? null : new RegExp(`^${label}:\\s+(\\d+) kB$`, 'm').exec(text);
  return match === null ? undefined : Number(match[1]) * 1024;
}

/** Direct children started by the main thread, which is where Node starts them. */
export async function readChildPids(pid: number): Promise<readonly number[]> {
  const text = await readOrUndefined(`/proc/${pid}/task/${pid}/children`);
  return text === undefined ? [] : text.split(' ').filter(Boolean).map(Number);
}

/** Jiffies of the whole machine since boot: all, and idle ones (waiting for disks included). */
export async function readHostCpu(): Promise<{ total: number; idle: number } | undefined> {
  const text = await readOrUndefined('/proc/stat');
  const line = text?.split('\n', 1)[0];
  if (line === undefined) return undefined;
  const parts = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const total = parts.reduce((sum, part) => sum + part, 0);
  return { total, idle: (parts[3] ?? 0) + (parts[4] ?? 0) };
}

async function readOrUndefined(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
