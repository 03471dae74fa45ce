// Reads a text file of limited size: scenario files are input, and may be anything.

import { open } from 'node:fs/promises';
import { HeadcountError } from '../../errors/index.ts';

/** Reads a whole file as UTF-8, refusing one of more than `mostBytes`. */
export type ReadFile = (path: string, mostBytes: number) => Promise<string>;

export const readBounded: ReadFile = async (path, mostBytes) => {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(mostBytes + 1);
    let filled = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled);
      if (bytesRead === 0) return buffer.toString('utf8', 0, filled);
      filled += bytesRead;
      if (filled > mostBytes)
        throw new HeadcountError('BAD_SCENARIO', `the file is larger than ${mostBytes} bytes`);
    }
  } finally {
    await file.close();
  }
};

/** Why a file could not be read, in plain words. */
export function readFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'this is a directory';
  if (code === 'EACCES') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}
