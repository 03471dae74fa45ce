// What the control groups (of a container, a unit, a pod) leave this process of the machine: the tightest limit from our
// own group up to the top, since each of them holds for all below it. Versions 1 and 2, also side by side.

import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export interface CgroupLimits {
  /** CPUs' worth of CPU time; null = no limit. */
  readonly cpus: number | null;
  /** null = no limit. */
  readonly memoryBytes: number | null;
}

/** Version 1 says a number near 2^63 where there is no limit. */
const NO_MEMORY_LIMIT = 2 ** 60;

/** One of the groups we are in. `controllers` is empty in version 2, where one group has them all. */
interface Membership {
  readonly controllers: readonly string[];
  readonly path: string;
}

/** `root`: where /proc and /sys are mounted. Never throws: what cannot be read limits nothing. */
export function readCgroupLimits(root: string = '/'): CgroupLimits {
  const groups = memberships(textOf(join(root, 'proc/self/cgroup')));
  const unified = directories(root, groups, undefined, ['', 'unified']);
  const cpu = directories(root, groups, 'cpu', ['cpu', 'cpu,cpuacct', 'cpuacct,cpu']);
  const memory = directories(root, groups, 'memory', ['memory']);
  return {
    cpus: tightest([...unified.map(cpuMax), ...cpu.map(cpuQuota)]),
    memoryBytes: tightest([
      ...unified.map((directory) => memoryLimit(join(directory, 'memory.max'))),
      ...memory.map((directory) => memoryLimit(join(directory, 'memory.limit_in_bytes'))),
    ]),
  };
}

function memberships(text: string): readonly Membership[] {
  return text.split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    return [{ controllers: controllers === '' ? [] : controllers.split(','), path }];
  });
}

/**
 * Our group and all above it, wherever they are mounted. A container often sees its own group as the top while the path
 * is still that of the machine: what is not there is passed over.
 */
function directories(
  root: string,
  groups: readonly Membership[],
  controller: string | undefined,
  mounts: readonly string[],
): readonly string[] {
  const group = groups.find(({ controllers }) =>
    controller === undefined ? controllers.length === 0 : controllers.includes(controller),
  );
  if (group === undefined) return [];
  const names = posix.normalize(group.path).split('/').filter(Boolean);
  const paths = Array.from({ length: names.length + 1 }, (_, depth) => names.slice(0, depth).join('/'));
  return mounts.flatMap((mount) => paths.map((path) => join(root, 'sys/fs/cgroup', mount, path)));
}

function cpuMax(directory: string): number | undefined {
  const [quota, period] = textOf(join(directory, 'cpu.max')).split(' ');
  return share(Number(quota), Number(period));
}

function cpuQuota(directory: string): number | undefined {
  const quota = Number(textOf(join(directory, 'cpu.cfs_quota_us')));
  return share(quota, Number(textOf(join(directory, 'cpu.cfs_period_us'))));
}

function share(quota: number, period: number): number | undefined {
  return quota > 0 && period > 0 ? quota / period : undefined;
}

function memoryLimit(path: string): number | undefined {
  const bytes = Number(textOf(path));
  return bytes > 0 && bytes < NO_MEMORY_LIMIT ? bytes : undefined;
}

function tightest(limits: readonly (number | undefined)[]): number | null {
  const known = limits.filter((limit) => limit !== undefined);
  return known.length === 0 ? null : Math.min(...known);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
