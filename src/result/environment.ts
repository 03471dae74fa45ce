// Where the figures come from: machine, kernel, control group, versions. Read once, written into the result.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, hostname, release, totalmem, type } from 'node:os';
import { dirname } from 'node:path';
import { version as nodeVersion } from 'node:process';
import { promisify } from 'node:util';
import type { EnvironmentRecord } from './schema/run.ts';

/** `scenarioPath` decides whose commit is recorded. Never throws: what cannot be learnt is null or "unknown". */
export async function readEnvironment(
  scenarioPath: string,
  headcountVersion: string,
): Promise<EnvironmentRecord> {
  const [os, limits, commit] = await Promise.all([
    readOsName(),
    readCgroupLimits(),
    readCommit(dirname(scenarioPath)),
  ]);
  return {
    hostname: hostname(),
    os,
    kernel: `${type()} ${release()}`,
    architecture: arch(),
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    cgroupCpus: limits.cpus,
    cgroupMemoryBytes: limits.memoryBytes,
    node: nodeVersion,
    headcount: headcountVersion,
    commit,
  };
}

/** Limits of our control group, null where there is none. Never throws. */
export async function readCgroupLimits(): Promise<{
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
}> {
  const [cpus, memoryBytes] = await Promise.all([readCgroupCpus(), readCgroupMemory()]);
  return { cpus, memoryBytes };
}

async function readOsName(): Promise<string> {
  const match = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec((await readOrUndefined('/etc/os-release')) ?? '');
  return match?.[1] ?? type();
}

// Version 2 of control groups, then version 1.
async function readCgroupCpus(): Promise<number | null> {
  const unified = (await readOrUndefined('/sys/fs/cgroup/cpu.max'))?.split(' ');
  if (unified !== undefined) return quota(Number(unified[0]), Number(unified[1]));
  const [limit, period] = await Promise.all([
    readOrUndefined('/sys/fs/cgroup/cpu/cpu.cfs_quota_us'),
    readOrUndefined('/sys/fs/cgroup/cpu/cpu.cfs_period_us'),
  ]);
  return quota(Number(limit), Number(period));
}

function quota(limit: number, period: number): number | null {
  return limit > 0 && period > 0 ? limit / period : null;
}

async function readCgroupMemory(): Promise<number | null> {
  const text =
    (await readOrUndefined('/sys/fs/cgroup/memory.max')) ??
    (await readOrUndefined('/sys/fs/cgroup/memory/memory.limit_in_bytes'));
  const limit = Number(text);
  // Without a limit version 1 says a number near 2^63.
  return limit > 0 && limit < 2 ** 60 ? limit : null;
}

async function readCommit(directory: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', directory, 'rev-parse', 'HEAD'], {
      timeout: 5000,
    });
    return stdout.trim();
  } catch {
    return null;
  }
}

async function readOrUndefined(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
