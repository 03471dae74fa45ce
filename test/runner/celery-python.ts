// Finds a Python that has the real Celery, and installs Debian's packages of it where that is possible.

import { spawnSync } from 'node:child_process';
import { findProgram, installPackages } from './programs.ts';

/** Celery, its Redis transport, and what its green pools need. */
const PACKAGES: readonly string[] = ['python3-celery', 'python3-redis', 'python3-gevent', 'python3-eventlet'];
/** Where Debian's packages are importable, whatever other Python comes first on PATH. */
const DEBIAN_PYTHON = '/usr/bin/python3';

/** The full path of a Python that can import celery and redis. */
export function findCelery(): string | undefined {
  const candidates = [DEBIAN_PYTHON, findProgram(['python3'])];
  return candidates.find((python) => python !== undefined && hasCelery(python));
}

/** Finds it, installing it first where it is missing and may be installed. */
export function obtainCelery(): string | undefined {
  return findCelery() ?? (installPackages('the real Celery', PACKAGES) ? findCelery() : undefined);
}

function hasCelery(python: string): boolean {
  return spawnSync(python, ['-c', 'import celery, redis'], { stdio: 'ignore' }).status === 0;
}
