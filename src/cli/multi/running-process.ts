// What the system says about a process: its arguments, and when it began, which tells it from a later one that
// got the same id. From /proc where there is one, else from ps.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RunningProcess {
  readonly pid: number;
  /** Differs between two processes of one id. */
  readonly began: string;
  readonly args: readonly string[];
}

export type ProcessSource = (pid: number) => RunningProcess | undefined;

const WATCH_MS = 50;

/** undefined when no such process runs; one that has ended and waits to be collected does not. */
export const readProcess: ProcessSource = (pid) =>
  existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid);

function fromProc(pid: number): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; after it: state, parent ... and, 20th, the start in clock ticks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    return { pid, began: fields[19] ?? '', args };
  } catch {
    return undefined;
  }
}

/** Where there is no /proc. Arguments with spaces come out in pieces. */
export function fromPs(pid: number): RunningProcess | undefined {
  try {
    const columns = ['-o', 'stat=', '-o', 'lstart=', '-o', 'args=', '-ww', '-p', String(pid)];
    const line = execFileSync('ps', columns, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    const [state = '', ...words] = line.split(/\s+/);
    if (state === '' || state.startsWith('Z')) return undefined;
    return { pid, began: words.slice(0, 5).join(' '), args: words.slice(5) };
  } catch {
    return undefined;
  }
}

/** Resolves when this very process is gone. */
export async function untilGone(watched: RunningProcess): Promise<void> {
  while (readProcess(watched.pid)?.began === watched.began) await sleep(WATCH_MS);
}
