// What the cgroup (a container, a systemd unit) leaves us of the machine.

import { readFileSync } from 'node:fs';
import { parseCpuMax } from './cpu-count.ts';

export interface CgroupLimits {
  /** Processors' worth of CPU time; null = no limit. */
  readonly cpus: number | null;
  /** Bytes; null = no limit. */
  readonly memory: number | null;
}

/** Reads cgroup v2; without one there are no limits. */
export function cgroupLimits(): CgroupLimits {
  const cpus = parseCpuMax(textOrEmpty('/sys/fs/cgroup/cpu.max'));
  const memory = Number(textOrEmpty('/sys/fs/cgroup/memory.max').trim() || Infinity);
  return {
    cpus: Number.isFinite(cpus) ? cpus : null,
    memory: Number.isFinite(memory) ? memory : null,
  };
}

function textOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
