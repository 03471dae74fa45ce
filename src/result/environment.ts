// Where the figures come from: machine, kernel, control group, versions. Read once, written into the result.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, hostname, release, totalmem, type } from 'node:os';
import { dirname } from 'node:path';
import { version as nodeVersion } from 'node:process';
import { promisify } from 'node:util';
import { readCgroupLimits } from '../measure/index.ts';
import type { EnvironmentRecord } from './schema/run.ts';

/** `scenarioPath` decides whose commit is recorded. Never throws: what cannot be learnt is null or "unknown". */
export async function readEnvironment(
  scenarioPath: string,
  headcountVersion: string,
): Promise<EnvironmentRecord> {
  const [os, commit] = await Promise.all([readOsName(), readCommit(dirname(scenarioPath))]);
  const limits = readCgroupLimits();
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

async function readOsName(): Promise<string> {
  const match = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec((await readOrUndefined('/etc/os-release')) ?? '');
  return match?.[1] ?? type();
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
