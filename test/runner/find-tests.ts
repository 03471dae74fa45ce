// Finds the compiled test files: what "a directory" means to `node --test` differs between Node versions.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

export interface TestFiles {
  /** May run beside each other. */
  readonly together: readonly string[];
  /** `*.alone.test.js`: measure something that company would disturb, so they run one at a time. */
  readonly alone: readonly string[];
}

/** All test files under `root` whose path holds one of the filters (all of them when there is no filter), sorted. */
export async function findTests(root: string, filters: readonly string[]): Promise<TestFiles> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const compiled = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.js'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => matches(relative(root, file), filters))
    .toSorted();
  const files: string[] = [];
  for (const file of compiled) if (!(await isStale(file))) files.push(file);
  const isAlone = (file: string): boolean => file.endsWith('.alone.test.js');
  return { together: files.filter((file) => !isAlone(file)), alone: files.filter(isAlone) };
}

/** "run/drain", "run/drain.test.ts" and "test/run" all mean what they look like. */
function matches(path: string, filters: readonly string[]): boolean {
  if (filters.length === 0) return true;
  return filters.some((filter) => `test/${path}`.includes(filter.replace(/\.ts$/, '')));
}

// The compiler leaves the output of a source that was removed or renamed.
async function isStale(file: string): Promise<boolean> {
  if (!existsSync(`${file}.map`)) return false;
  const source = /"sources":\["([^"]+)"/.exec(await readFile(`${file}.map`, 'utf8'))?.[1];
  return source !== undefined && !existsSync(resolve(dirname(file), source));
}
