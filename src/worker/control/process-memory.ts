// Memory of the processes that run tasks, from Linux's /proc.

import { readFile } from 'node:fs/promises';

export interface ProcessMemory {
  readonly pid: number;
  /** Bytes; every page counts in full. null: the kernel does not say, or the process is gone. */
  readonly rss: number | null;
  /** Bytes; a page shared by n processes counts 1/n. */
  readonly pss: number | null;
}

export function readMemory(pids: readonly number[]): Promise<readonly ProcessMemory[]> {
  return Promise.all(pids.map(readOne));
}

async function readOne(pid: number): Promise<ProcessMemory> {
  const [status, rollup] = await Promise.all([
    textOrEmpty(`/proc/${pid}/status`),
    textOrEmpty(`/proc/${pid}/smaps_rollup`),
  ]);
  return { pid, rss: kibibytes(status, 'VmRSS'), pss: kibibytes(rollup, 'Pss') };
}

async function textOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}

function kibibytes(text: string, field: string): number | null {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text);
  return match?.[1] === undefined ? null : Number(match[1]) * 1024;
}
