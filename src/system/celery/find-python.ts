// Finds the Python that has Celery: the one that the scenario names, else the first of a few that can import it and
// redis-py. What an interpreter has it says itself.

import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { HeadcountError, toError } from '../../errors/index.ts';
import type { WorkerCommand } from '../worker-process.ts';
import { pythonEnvironment } from './celery-environment.ts';

const CANDIDATES = ['python3', '/usr/bin/python3'];
/** Its command line, settings and signals are those that we use. */
const OLDEST = { major: 5, minor: 0 };
const PROBE_TIMEOUT_MS = 30_000;
const INSTALL = "python3 -m pip install 'celery[redis]'";

const foundSchema = z.object({
  executable: z.string(),
  python: z.string(),
  celery: z.string(),
  redis: z.string(),
  kombu: z.string().nullable(),
  gevent: z.string().nullable(),
  eventlet: z.string().nullable(),
  psycopg2: z.string().nullable(),
});

/** An interpreter and the versions of what it can import; null = not there. */
export type CeleryPython = z.infer<typeof foundSchema> & {
  /** How it is started. */
  readonly file: string;
};

type Tried = { readonly found: CeleryPython } | { readonly refused: string };

/** Throws NO_CELERY when none has it, with what each one said, or when the one found is too old. */
export async function findPython(
  asked: string | undefined,
  env: WorkerCommand['env'],
): Promise<CeleryPython> {
  const candidates = asked === undefined ? CANDIDATES : [await interpreterOf(asked)];
  const refusals: string[] = [];
  for (const file of candidates) {
    const tried = await tryPython(file, env);
    if ('found' in tried) return checkVersion(tried.found);
    refusals.push(`\n  | ${file}: ${tried.refused}`);
  }
  const where = asked === undefined ? 'no Python here' : `the Python of the scenario (${asked})`;
  const lacks = asked === undefined ? 'has Celery and redis-py' : 'has no Celery with redis-py';
  throw new HeadcountError('NO_CELERY', `${where} ${lacks}${refusals.join('')}`, {
    hint: installHint(asked),
  });
}

async function interpreterOf(asked: string): Promise<string> {
  const isDirectory = await stat(asked).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isDirectory ? join(asked, 'bin', 'python') : asked;
}

async function tryPython(file: string, env: WorkerCommand['env']): Promise<Tried> {
  try {
    const said = await runPython(file, 'headcount_load.probe', env);
    return { found: { file, ...foundSchema.parse(JSON.parse(said)) } };
  } catch (error) {
    return { refused: lastLine(toError(error).message) };
  }
}

function checkVersion(found: CeleryPython): CeleryPython {
  const [major = 0, minor = 0] = found.celery.split('.').map((part) => Number.parseInt(part, 10));
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return found;
  const oldest = `${OLDEST.major}.${OLDEST.minor}`;
  throw new HeadcountError('NO_CELERY', `Celery ${found.celery} of ${found.executable} is too old`, {
    hint: `Celery ${oldest} or newer is needed: ${found.executable} -m pip install --upgrade 'celery[redis]'`,
  });
}

/** What a module of ours prints. Rejects with what Python wrote to standard error. */
export function runPython(file: string, module: string, env: WorkerCommand['env']): Promise<string> {
  const options = { env: pythonEnvironment(env), timeout: PROBE_TIMEOUT_MS };
  return new Promise((resolve, reject) => {
    execFile(file, ['-m', module], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr.trim() === '' ? error.message : stderr, { cause: error }));
    });
  });
}

function installHint(asked: string | undefined): string {
  const named = asked === undefined ? '' : ' with that Python';
  return `Run this${named}: ${INSTALL} (Debian: apt-get install python3-celery python3-redis), or name one that has it: celery: { python: PATH }.`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
