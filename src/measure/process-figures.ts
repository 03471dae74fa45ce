// What the kernel says of one process: memory, CPU time, context switches, threads, open files, parent. Linux's /proc,
// read synchronously: the kernel answers from memory at once, and whoever samples can tell what it cost. A process
// that is gone is undefined.

import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in the stat files of /proc; fixed at 100 for user space on every Linux architecture Node runs on. */
const TICKS_PER_SEC = 100;

export interface ProcessFigures {
  readonly pid: number;
  /** Of its program, as the kernel cuts it: 15 characters. */
  readonly name: string;
  readonly parentPid: number;
  /** When it was started, in clock ticks since boot: with the pid it names one process and no later one. */
  readonly beganTicks: number;
  readonly threads: number;
  /** CPU time of all threads so far. */
  readonly userMs: number;
  readonly systemMs: number;
  /** CPU time of children that have ended and been waited for. */
  readonly endedChildrenUserMs: number;
  readonly endedChildrenSystemMs: number;
}

/** Reads /proc/<pid>/stat. */
export function readProcess(pid: number): ProcessFigures | undefined {
  const text = readOrUndefined(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The command name, in parentheses, may hold anything; fields are counted from behind it.
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  const field = (position: number): number => Number(fields[position - 3] ?? 0);
  const tickedMs = (position: number): number => inMs(field(position));
  return {
    pid,
    name: text.slice(text.indexOf('(') + 1, close),
    parentPid: field(4),
    beganTicks: field(22),
    threads: field(20),
    userMs: tickedMs(14),
    systemMs: tickedMs(15),
    endedChildrenUserMs: tickedMs(16),
    endedChildrenSystemMs: tickedMs(17),
  };
}

/** Memory of one process; null where the kernel does not offer it. */
export interface MemoryFigures {
  /** Resident pages, shared ones in full. */
  readonly rssBytes: number;
  /** Shared pages divided by the number of their users. */
  readonly pssBytes: number | null;
  /** Pages that no other process has: what would be free if this one ended. */
  readonly ussBytes: number | null;
}

/** The expensive one: the kernel walks every mapping of the process, about a millisecond for a Node process of 100 MB. */
export function readMemory(pid: number): MemoryFigures | undefined {
  const rollup = readOrUndefined(`/proc/${pid}/smaps_rollup`);
  const rssBytes = kibibytes(rollup, 'Rss');
  if (rssBytes !== undefined) {
    const privateBytes =
      (kibibytes(rollup, 'Private_Clean') ?? 0) + (kibibytes(rollup, 'Private_Dirty') ?? 0);
    return { rssBytes, pssBytes: kibibytes(rollup, 'Pss') ?? null, ussBytes: privateBytes };
  }
  const residentBytes = kibibytes(readOrUndefined(`/proc/${pid}/status`), 'VmRSS');
  return residentBytes === undefined
    ? undefined
    : { rssBytes: residentBytes, pssBytes: null, ussBytes: null };
}

export interface Switches {
  /** The thread waited for something. */
  readonly voluntary: number;
  /** The kernel took the CPU away. */
  readonly involuntary: number;
}

/** Context switches of the threads that are alive, together. */
export function readSwitches(pid: number): Switches {
  let voluntary = 0;
  let involuntary = 0;
  for (const thread of namesIn(`/proc/${pid}/task`)) {
    const text = readOrUndefined(`/proc/${pid}/task/${thread}/status`);
    voluntary += count(text, 'voluntary_ctxt_switches');
    involuntary += count(text, 'nonvoluntary_ctxt_switches');
  }
  return { voluntary, involuntary };
}

/** Open file descriptors; null where we may not look. */
export function countOpenFiles(pid: number): number | null {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return null;
  }
}

/** Direct children started by the main thread, which is where Node starts them. */
export function readChildPids(pid: number): readonly number[] {
  const text = readOrUndefined(`/proc/${pid}/task/${pid}/children`);
  return text === undefined ? [] : text.split(' ').filter(Boolean).map(Number);
}

/** The process and all its descendants, itself first. */
export function processFamily(pid: number): readonly number[] {
  return [pid, ...readChildPids(pid).flatMap(processFamily)];
}

/** CPU time of the whole machine since boot, all CPUs together. */
export interface HostCpu {
  readonly totalMs: number;
  /** Waiting for disks included. */
  readonly idleMs: number;
  /** What a hypervisor gave to others. */
  readonly stolenMs: number;
}

export function readHostCpu(): HostCpu | undefined {
  const line = readOrUndefined('/proc/stat')?.split('\n', 1)[0];
  if (line === undefined) return undefined;
  // user nice system idle iowait irq softirq steal; guest time is in user already.
  const parts = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const total = parts.reduce((sum, part) => sum + part, 0);
  const [idle, waiting, stolen] = [parts[3] ?? 0, parts[4] ?? 0, parts[7] ?? 0];
  return { totalMs: inMs(total), idleMs: inMs(idle + waiting), stolenMs: inMs(stolen) };
}

const inMs = (ticks: number): number => (ticks * 1000) / TICKS_PER_SEC;

function kibibytes(text: string | undefined, label: string): number | undefined {
  const match = text === undefined ? null : new RegExp(`^${label}:\\s+(\\d+) kB$`, 'm').exec(text);
  return match === null ? undefined : Number(match[1]) * 1024;
}

function count(text: string | undefined, label: string): number {
  const match = text === undefined ? null : new RegExp(`^${label}:\\s+(\\d+)$`, 'm').exec(text);
  return match === null ? 0 : Number(match[1]);
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
