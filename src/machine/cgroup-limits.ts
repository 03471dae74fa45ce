// What the control groups (of a container, a unit, a pod) leave this process of the machine: the tightest limit from our
// own group up to the top, since each of them holds for all below it. Versions 1 and 2, also side by side.

import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export interface CgroupLimits {
  /** CPUs' worth of CPU time; null = no limit. */
  readonly cpus: number | null;
  /** null = no limit. */
  readonly memoryBytes: number | null;
}

export interface CgroupUse {
  /** Of the limited group with the least left; null = no limit. */
  readonly memoryLeftBytes: number | null;
  /** How long the groups were held back for their CPU limits so far; null = not told. */
  readonly throttledMs: number | null;
}

/** Version 1 says a number near 2^63 where there is no limit. */
const NO_MEMORY_LIMIT = 2 ** 60;

/** Our group and all above it, as directories: those of version 2, and those of two controllers of version 1. */
interface Groups {
  readonly unified: readonly string[];
  readonly cpu: readonly string[];
  readonly memory: readonly string[];
}

/** `root`: where /proc and /sys are mounted. Never throws: what cannot be read limits nothing. */
export function readCgroupLimits(root = '/'): CgroupLimits {
  const { unified, cpu, memory } = readGroups(root);
  return {
    cpus: least([...unified.map(cpuMax), ...cpu.map(cpuQuota)]),
    memoryBytes: least([
      ...unified.map((group) => memoryLimit(group, 'memory.max')),
      ...memory.map((group) => memoryLimit(group, 'memory.limit_in_bytes')),
    ]),
  };
}

/** `root` as above. */
export function readCgroupUse(root = '/'): CgroupUse {
  const { unified, cpu, memory } = readGroups(root);
  const heldMs = known([
    ...unified.map((group) => statOf(group, 'throttled_usec', 1000)),
    ...cpu.map((group) => statOf(group, 'throttled_time', 1e6)),
  ]);
  return {
    memoryLeftBytes: least([
      ...unified.map((group) => memoryLeft(group, 'memory.max', 'memory.current')),
      ...memory.map((group) => memoryLeft(group, 'memory.limit_in_bytes', 'memory.usage_in_bytes')),
    ]),
    throttledMs: heldMs.length === 0 ? null : heldMs.reduce((sum, ms) => sum + ms, 0),
  };
}

function readGroups(root: string): Groups {
  const own = textOf(join(root, 'proc/self/cgroup')).split('\n');
  const top = join(root, 'sys/fs/cgroup');
  // Beside version 1 the second one has a directory of its own; only it has this file at the top.
  const second = [top, join(top, 'unified')].find((mount) => existsSync(join(mount, 'cgroup.controllers')));
  return {
    unified: upwards(second, pathOf(own, '')),
    cpu: upwards(firstDirectory(top, ['cpu', 'cpu,cpuacct', 'cpuacct,cpu']), pathOf(own, 'cpu')),
    memory: upwards(firstDirectory(top, ['memory']), pathOf(own, 'memory')),
  };
}

/** Path of our group in the hierarchy of a controller; '' for version 2, which has one for all. */
function pathOf(own: readonly string[], controller: string): string | undefined {
  for (const line of own) {
    const [, controllers = '', path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path !== undefined && controllers.split(',').includes(controller)) return path;
  }
  return undefined;
}

function firstDirectory(top: string, names: readonly string[]): string | undefined {
  return names.map((name) => join(top, name)).find((directory) => existsSync(directory));
}

/**
 * The group and all above it. A container often sees its own group as the top while the path is still that of the
 * machine: directories that are not there have no limits.
 */
function upwards(mount: string | undefined, path: string | undefined): readonly string[] {
  if (mount === undefined || path === undefined) return [];
  const names = posix.normalize(path).split('/').filter(Boolean);
  return Array.from({ length: names.length + 1 }, (_, depth) => join(mount, ...names.slice(0, depth)));
}

function cpuMax(group: string): number | undefined {
  const [quota, period] = textOf(join(group, 'cpu.max')).split(' ');
  return share(Number(quota), Number(period));
}

function cpuQuota(group: string): number | undefined {
  const quota = Number(textOf(join(group, 'cpu.cfs_quota_us')));
  return share(quota, Number(textOf(join(group, 'cpu.cfs_period_us'))));
}

function share(quota: number, period: number): number | undefined {
  return quota > 0 && period > 0 ? quota / period : undefined;
}

function memoryLimit(group: string, file: string): number | undefined {
  const bytes = Number(textOf(join(group, file)));
  return bytes > 0 && bytes < NO_MEMORY_LIMIT ? bytes : undefined;
}

function memoryLeft(group: string, limitFile: string, usedFile: string): number | undefined {
  const limit = memoryLimit(group, limitFile);
  const used = textOf(join(group, usedFile)).trim();
  return limit === undefined || used === '' ? undefined : limit - Number(used);
}

function statOf(group: string, word: string, perMs: number): number | undefined {
  const match = new RegExp(`^${word} (\\d+)$`, 'm').exec(textOf(join(group, 'cpu.stat')));
  return match === null ? undefined : Number(match[1]) / perMs;
}

const known = (values: readonly (number | undefined)[]): readonly number[] =>
  values.filter((value) => value !== undefined);

function least(values: readonly (number | undefined)[]): number | null {
  const all = known(values);
  return all.length === 0 ? null : Math.min(...all);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
