// A file that holds the worker's process id, so that scripts can find it and two of one name cannot run.

import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { HeadcountError, toError } from '../../errors/index.ts';

/** Held until disposed. */
export interface PidFile extends Disposable {
  readonly path: string;
}

/** Writes the file. A stale one is replaced; throws PIDFILE_HELD if its process still runs. */
export function holdPidFile(path: string): PidFile {
  const file = openNew(path) ?? takeOver(path);
  writeSync(file, `${process.pid}\n`);
  closeSync(file);
  return { path, [Symbol.dispose]: () => remove(path) };
}

function takeOver(path: string): number {
  const holder = readPid(path);
  if (holder !== undefined && holder !== process.pid && isRunning(holder)) {
    throw new HeadcountError(
      'PIDFILE_HELD',
      `pid file ${path} belongs to process ${holder}, which is running`,
      {
        hint: 'Stop that worker, or give this one another pid file.',
      },
    );
  }
  unlinkSync(path);
  const file = openNew(path);
  if (file !== undefined) return file;
  throw new HeadcountError('PIDFILE_HELD', `pid file ${path} was taken by another process just now`);
}

/** undefined when the file exists. */
function openNew(path: string): number | undefined {
  try {
    return openSync(path, 'wx', 0o644);
  } catch (error) {
    const cause = toError(error);
    if ('code' in cause && cause.code === 'EEXIST') return undefined;
    throw new HeadcountError('WRITE_FAILED', `cannot write pid file ${path}`, { cause });
  }
}

function readPid(path: string): number | undefined {
  const pid = Number(readFileSync(path, 'utf8').trim());
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

// A process of another user counts as running.
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function remove(path: string): void {
  try {
    if (readPid(path) === process.pid) unlinkSync(path);
  } catch {
    // Somebody else removed it: there is nothing left to do.
  }
}
