// Writes a run into its directory: DIR/<scenario>/<UTC time>/result.json, with `latest` pointing at it.
// The file appears whole or not at all (written aside, then renamed), so a crash never leaves half a result.

import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HeadcountError } from '../errors/index.ts';
import { RESULT_FILE } from './reader.ts';
import type { RunResult } from './schema/run.ts';

/** The directory of a run that starts now: colons, which some file systems refuse, become dashes. */
export function runDirectory(baseDir: string, scenarioName: string, startedAt: Date): string {
  const stamp = startedAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  return join(baseDir, scenarioName, stamp);
}

/** Writes result.json into the directory, creating it. Throws WRITE_FAILED. */
export async function writeResult(directory: string, result: RunResult): Promise<void> {
  await writeRunFile(directory, RESULT_FILE, `${JSON.stringify(result, undefined, 1)}\n`);
}

/** Writes one file of a run, whole or not at all. Throws WRITE_FAILED. */
export async function writeRunFile(directory: string, name: string, text: string): Promise<void> {
  const file = join(directory, name);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(`${file}.part`, text);
    await rename(`${file}.part`, file);
  } catch (cause) {
    throw new HeadcountError('WRITE_FAILED', `cannot write ${file}`, {
      hint: 'Choose another directory with --out.',
      cause,
    });
  }
}

/** Points <scenario>/latest at the directory. A file system without links keeps the run all the same. */
export async function pointLatest(directory: string): Promise<boolean> {
  const link = join(dirname(directory), 'latest');
  const name = directory.slice(dirname(directory).length + 1);
  try {
    await rm(link, { force: true });
    await symlink(name, link);
    return true;
  } catch {
    return false;
  }
}
