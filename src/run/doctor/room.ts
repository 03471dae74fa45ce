// Whether there is room: memory and its limit, space for temporary files, open files.

import { statfs } from 'node:fs/promises';
import type { Check } from '../../result/index.ts';
import { bytes, formatNumber, formatSize } from '../../units/index.ts';
import { judged } from './check.ts';
import { grown, numberAfter, readText, type MachineReading } from './machine-reading.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const SHM = '/dev/shm';

export function checkMemory(before: MachineReading, after: MachineReading): Check {
  const text = readText('/proc/meminfo') ?? '';
  const inBytes = (word: string): number | null => {
    const kibibytes = numberAfter(text, word);
    return kibibytes === undefined ? null : kibibytes * 1024;
  };
  const availableBytes = inBytes('MemAvailable');
  const [swapTotal, swapFree] = [inBytes('SwapTotal'), inBytes('SwapFree')];
  const swapUsedBytes = swapTotal === null || swapFree === null ? null : swapTotal - swapFree;
  const swappedPages = grown(before.swappedPages, after.swappedPages);
  const swapped = swappedPages === null ? 'an unknown number of' : formatNumber(swappedPages);
  const size = (value: number | null): string => (value === null ? 'unknown' : formatSize(bytes(value)));
  return judged({
    check: 'memory',
    finding: `${size(availableBytes)} free, ${size(swapUsedBytes)} in swap, ${swapped} pages swapped meanwhile`,
    figures: { availableBytes, swapUsedBytes, swappedPages },
    rules: [
      {
        fails: (availableBytes ?? Infinity) < 256 * MIB,
        state: 'bad',
        nextStep: 'Free memory: the kernel would kill a worker in the middle of a trial.',
      },
      {
        fails: (swappedPages ?? 0) > 0,
        state: 'warn',
        nextStep: 'The machine is swapping; stop what needs the memory.',
      },
      {
        fails: (availableBytes ?? Infinity) < GIB,
        state: 'warn',
        nextStep: 'Keep the fleet small: each worker needs about 70 MiB, each child about 50 MiB.',
      },
    ],
  });
}

/** `limitBytes`: the tightest of our control groups, null without one; `leftBytes`: of the one with the least left. */
export function checkMemoryLimit(limitBytes: number | null, leftBytes: number | null): Check {
  const left = leftBytes === null ? '' : `, ${formatSize(bytes(leftBytes))} of it left`;
  return judged({
    check: 'memory limit',
    finding: limitBytes === null ? 'no limit' : `limited to ${formatSize(bytes(limitBytes))}${left}`,
    figures: { limitBytes, leftBytes },
    rules: [
      {
        fails: (leftBytes ?? Infinity) < 256 * MIB,
        state: 'bad',
        nextStep: 'Raise the memory limit: a worker would be killed in the middle of a trial.',
      },
      {
        fails: (leftBytes ?? Infinity) < GIB,
        state: 'warn',
        nextStep: 'Raise the memory limit, or keep the fleet small.',
      },
    ],
  });
}

/** `directory`: where temporary files go. */
export async function checkTemporaryFiles(directory: string): Promise<Check> {
  const [tmpBytes, shmBytes] = await Promise.all([freeBytes(directory), freeBytes(SHM)]);
  const free = (value: number | null): string =>
    value === null ? 'not to be looked at' : `${formatSize(bytes(value))} free`;
  return judged({
    check: 'temporary files',
    finding: `${directory}: ${free(tmpBytes)}; ${SHM}: ${free(shmBytes)}`,
    figures: { tmpBytes, shmBytes },
    rules: [
      {
        fails: tmpBytes === null,
        state: 'bad',
        nextStep:
          'Create it and let us in, or name another directory by TMPDIR: sockets and the private broker live in it.',
      },
      {
        fails: (tmpBytes ?? Infinity) < 50 * MIB,
        state: 'bad',
        nextStep:
          'Make room there, or name another directory by TMPDIR: sockets and the private broker live in it.',
      },
      {
        fails: (tmpBytes ?? Infinity) < GIB,
        state: 'warn',
        nextStep:
          'Make room there before you restart a broker in a scenario: its log of writes grows with the load.',
      },
    ],
  });
}

async function freeBytes(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return null;
  }
}

export function checkOpenFiles(): Check {
  const match = /^Max open files\s+(\d+|unlimited)/m.exec(readText('/proc/self/limits') ?? '');
  const limit = match === null ? null : match[1] === 'unlimited' ? Infinity : Number(match[1]);
  const openFiles = limit === null || limit === Infinity ? null : limit;
  return judged({
    check: 'open files',
    finding: limit === null ? 'the system does not tell' : `at most ${formatNumber(limit)} a process`,
    figures: { openFiles },
    rules: [
      {
        fails: (openFiles ?? Infinity) < 256,
        state: 'bad',
        nextStep:
          'Raise the limit (ulimit -n): the collector needs a socket for every process that runs tasks.',
      },
      {
        fails: (openFiles ?? Infinity) < 4096,
        state: 'warn',
        nextStep: 'Raise the limit (ulimit -n 65536) before you start hundreds of children or connections.',
      },
    ],
  });
}
