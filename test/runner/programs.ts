// Finds the programs that some tests need, and installs Debian's package of one where that is possible (root and apt).

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Program {
  /** What to look for on PATH, best first. */
  readonly names: readonly string[];
  readonly debianPackage: string;
  /** Directories to look in after PATH, as they are now. */
  readonly elsewhere?: () => readonly string[];
}

export const REDIS: Program = { names: ['redis-server', 'valkey-server'], debianPackage: 'redis-server' };
export const BROWSER: Program = {
  names: ['chromium', 'chromium-browser', 'google-chrome'],
  debianPackage: 'chromium',
};

/** Debian keeps the servers of its PostgreSQL versions off the PATH. */
const POSTGRES_VERSIONS = '/usr/lib/postgresql';
export const POSTGRES: Program = {
  names: ['postgres'],
  debianPackage: 'postgresql',
  elsewhere: () =>
    existsSync(POSTGRES_VERSIONS)
      ? readdirSync(POSTGRES_VERSIONS).map((version) => join(POSTGRES_VERSIONS, version, 'bin'))
      : [],
};

/** The full path of the first of the names that PATH, or a further directory, holds. */
export function findProgram(names: readonly string[], elsewhere: readonly string[] = []): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  const directories = [...onPath, ...elsewhere];
  for (const name of names) {
    const found = directories.map((directory) => join(directory, name)).find(isExecutable);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Finds the program, installing it first where it is missing and may be installed; undefined when it stays missing. */
export function obtainProgram(program: Program): string | undefined {
  const found = findProgram(program.names, program.elsewhere?.());
  if (found !== undefined) return found;
  installPackages(program.names[0] ?? '', [program.debianPackage]);
  return findProgram(program.names, program.elsewhere?.());
}

/** Installs Debian's packages of what is missing; false when that is not possible or fails. */
export function installPackages(what: string, packages: readonly string[]): boolean {
  if (!mayInstall()) return false;
  console.log(`${what} is missing; installing Debian's ${packages.join(' ')}`);
  const installed = apt('update') && apt('install', '-y', '--no-install-recommends', ...packages);
  if (!installed) console.log(`installing ${packages.join(' ')} failed; going on without`);
  return installed;
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && findProgram(['apt-get']) !== undefined;
}

function apt(...args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Debian starts services on installation where it can; the tests start servers of their own.
  const outcome = spawnSync('apt-get', ['-q', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  return outcome.status === 0;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
