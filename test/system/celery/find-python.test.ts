// Which Python is taken, and what is said when none will do.

import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { after, before, test } from 'node:test';
import { createSystem } from '../../../src/system/index.ts';
import { findPython } from '../../../src/system/celery/find-python.ts';
import { findCelery, SKIP_WITHOUT_CELERY } from '../../celery/python.ts';
import { profile } from '../../contract/system-harness.ts';

let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'headcount-python-'));
});
after(() => rm(directory, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

test('a Python that does not exist is named, with the line that installs Celery', async () => {
  await assert.rejects(findPython('/no/such/python', env), {
    code: 'NO_CELERY',
    exitCode: 1,
    message:
      /the Python of the scenario \(\/no\/such\/python\) has no Celery[^]*\/no\/such\/python: .*ENOENT/,
    hint: /pip install 'celery\[redis\]'.*python3-celery/,
  });
});

test('a Python without Celery is refused in its own words', async () => {
  const said =
    "echo 'Traceback (most recent call last):' >&2; echo \"ModuleNotFoundError: No module named 'celery'\" >&2; exit 1";
  const file = await program('without', said);
  await assert.rejects(findPython(file, env), {
    code: 'NO_CELERY',
    message: /without: ModuleNotFoundError: No module named 'celery'$/,
  });
});

test('every Python that was tried is told when none was named', async () => {
  const search = { ...env, PATH: directory };
  await program('python3', "echo 'ImportError: redis' >&2; exit 1");
  const outcome = await findPython(undefined, search).catch((error: unknown) => error);
  if (!(outcome instanceof Error)) return assert.notEqual(outcome, undefined, 'the second one had it');
  assert.match(
    outcome.message,
    /no Python here has Celery and redis-py\n {2}\| python3: ImportError: redis\n {2}\| \/usr\/bin\/python3: /,
  );
});

test('a Celery that is too old is refused with both versions', async () => {
  const answer = {
    executable: '/opt/old/bin/python',
    python: '3.8.1',
    celery: '4.4.7',
    redis: '3.2.0',
    kombu: '4.6.11',
    gevent: null,
    eventlet: null,
    psycopg2: null,
  };
  const file = await program('old', `echo '${JSON.stringify(answer)}'`);
  await assert.rejects(findPython(file, env), {
    code: 'NO_CELERY',
    message: 'Celery 4.4.7 of /opt/old/bin/python is too old',
    hint: /Celery 5\.0 or newer is needed/,
  });
});

test('an interpreter that says something else is refused', async () => {
  const file = await program('chatty', 'echo hello');
  await assert.rejects(findPython(file, env), { code: 'NO_CELERY', message: /chatty: .*JSON/ });
});

test('the directory of a virtualenv stands for its Python', { skip: SKIP_WITHOUT_CELERY }, async () => {
  const python = findCelery() ?? '';
  const bin = join(directory, 'venv', 'bin');
  await mkdir(bin, { recursive: true });
  await symlink(python, join(bin, 'python'));
  const found = await findPython(join(directory, 'venv'), env);
  assert.equal(found.file, join(bin, 'python'));
  assert.match(found.celery, /^\d+\.\d+/);
});

test(
  'pool async runs as the green pool that is there, and the record says so',
  { skip: SKIP_WITHOUT_CELERY },
  async () => {
    const python = findCelery() ?? '';
    const { gevent, eventlet } = await findPython(python, env);
    const system = createSystem('celery', env, { celery: { python } });
    const needs = { workload: { tasks: [profile()] }, pools: ['async', 'solo'] };
    if (gevent === null && eventlet === null) {
      await assert.rejects(system.prepare(needs), {
        code: 'MISSING_PACKAGE',
        message: /pool gevent needs the package gevent/,
      });
      return;
    }
    const { version, runtime, decisions } = await system.prepare(needs);
    assert.match(version, /^Celery \d/);
    assert.match(runtime, /^Python \d.* at \//);
    assert.deepEqual(decisions, [`pool async runs as ${gevent === null ? 'eventlet' : 'gevent'} on Celery`]);
  },
);

test('PostgreSQL tasks without psycopg2 are refused before anything starts', async () => {
  const answer = { executable: '/opt/bin/python', python: '3.12.0', celery: '5.4.0', redis: '5.0.0' };
  const rest = { kombu: '5.4.0', gevent: null, eventlet: '0.36.1', psycopg2: null };
  const file = await program('poor', `echo '${JSON.stringify({ ...answer, ...rest })}'`);
  const system = createSystem('celery', env, { celery: { python: file } });
  const workload = { tasks: [profile({ kind: 'postgres' })] };
  await assert.rejects(system.prepare({ workload, pools: ['solo'] }), {
    code: 'MISSING_PACKAGE',
    message: 'tasks of kind postgres need the package psycopg2, which /opt/bin/python does not have',
    hint: /pip install psycopg2-binary/,
  });
  const { decisions } = await system.prepare({ workload: { tasks: [profile()] }, pools: ['async'] });
  assert.deepEqual(decisions, ['pool async runs as eventlet on Celery']);
  await assert.rejects(system.prepare({ workload: { tasks: [] }, pools: ['gevent'] }), {
    code: 'MISSING_PACKAGE',
  });
});
