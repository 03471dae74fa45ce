// `headcount multi` from the command line, with real workers on a real broker.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isWorkerNamed } from '../../../src/cli/multi/find-worker.ts';
import { fromPs, readProcess, untilGone } from '../../../src/cli/multi/running-process.ts';
import { SKIP_WITHOUT_REDIS } from '../../redis-server.ts';
import { appUrl } from '../../worker/pool-harness.ts';
import { startServer, WorkerHarness } from '../../worker/worker-harness.ts';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));
const BASIC = fileURLToPath(appUrl('basic'));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('headcount multi', { timeout: 120_000, skip: SKIP_WITHOUT_REDIS }, () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  const directory = mkdtempSync(join(tmpdir(), 'headcount-multi-'));
  const env = { ...process.env, XDG_STATE_HOME: directory };
  const pidfile = (name: string): string => join(directory, 'headcount', `${name}@${hostname()}.pid`);
  const logfile = (name: string): string => join(directory, 'headcount', `${name}@${hostname()}.log`);
  const pidOf = (name: string): number => Number(readFileSync(pidfile(name), 'utf8'));

  before(async () => {
    server = await startServer('redis');
  });
  after(async () => {
    await multi('kill', 'web', 'mail');
    await server[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true });
  });

  function multi(...args: readonly string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      execFile(process.execPath, [MAIN, 'multi', ...args], { env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }
  const withApp = (...args: readonly string[]): Promise<Outcome> =>
    multi(...args, '-A', BASIC, '-b', server.url, '-P', 'async', '-c', '2');

  it('starts workers that go on without it, restarts them one by one under load, and stops them', async () => {
    await using h = await WorkerHarness.create(server.url);
    const started = await withApp('start', 'web', 'mail');
    assert.equal(started.code, 0, started.stderr);
    assert.match(started.stdout, /web@\S+: started as process \d+, ready after/);
    const before = [pidOf('web'), pidOf('mail')];
    const results = Array.from({ length: 300 }, (_, i) =>
      h.app.send('wait', [i % 20]).get({ timeout: '60s' }),
    );
    const restarted = await withApp('restart', 'web', 'mail');
    assert.equal(restarted.code, 0, restarted.stderr);
    assert.ok([pidOf('web'), pidOf('mail')].every((pid) => !before.includes(pid)));
    assert.deepEqual(
      await Promise.all(results),
      Array.from({ length: 300 }, (_, i) => i % 20),
    );
    const stopped = await multi('stopwait', 'web', 'mail');
    assert.equal(stopped.code, 0);
    assert.match(stopped.stdout, /mail@\S+: process \d+ has ended/);
    assert.equal(existsSync(pidfile('web')), false);
    assert.match((await multi('stop', 'web')).stdout, /web@\S+: not running, there is no pid file/);
  });

  it('says why a worker did not come up, in its own words, and exits with 1', async () => {
    const broken = await multi('start', 'web', '-A', fileURLToPath(appUrl('broken')), '-b', server.url);
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /web@\S+ ended with exit code 2/);
    assert.match(broken.stderr, /\| .*broken on purpose/);
    assert.match(broken.stderr, /Its log is .*web@/);
    const refused = await withApp('start', 'web', '--concurency=3');
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /Did you mean --concurrency/);
  });

  it('starts nothing twice', async () => {
    assert.equal((await withApp('start', 'web')).code, 0);
    const again = await withApp('start', 'web');
    assert.equal(again.code, 1);
    assert.match(again.stderr, /web@\S+ runs already, as process \d+/);
    assert.equal((await multi('stopwait', 'web', '-QUIT')).code, 0);
  });

  it('never signals a process that is not the worker of that name, and starts over its pid file', async () => {
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'worker'], {
      stdio: 'ignore',
    });
    writeFileSync(pidfile('web'), `${bystander.pid}\n`);
    const killed = await multi('kill', 'web');
    assert.equal(killed.code, 0);
    assert.match(killed.stdout, /not running, process \d+ of pid file .* is not the worker web@/);
    assert.equal(bystander.exitCode ?? bystander.signalCode, null);
    assert.equal((await withApp('start', 'web')).code, 0);
    assert.notEqual(pidOf('web'), bystander.pid);
    const gone = once(bystander, 'exit');
    bystander.kill();
    await gone;
    assert.equal((await multi('stopwait', 'web')).code, 0);
  });

  it('restarts what was killed, and leaves the others alone when one does not come up', async () => {
    assert.equal((await withApp('start', 'web', 'mail')).code, 0);
    const mail = pidOf('mail');
    const web = readProcess(pidOf('web'));
    assert.ok(web !== undefined);
    assert.equal((await multi('kill', 'web')).code, 0);
    await untilGone(web);
    assert.ok(existsSync(pidfile('web')));
    const failed = await multi('restart', 'web', 'mail', '-A', './nowhere.js', '-b', server.url);
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /not restarted: mail@/);
    assert.equal(pidOf('mail'), mail);
    assert.equal((await withApp('restart', 'web')).code, 0);
    assert.match(readFileSync(logfile('web'), 'utf8'), /nowhere\.js" was not found/);
    assert.equal((await multi('stopwait', 'web', 'mail')).code, 0);
  });

  it('shows what it would run', async () => {
    const { stdout } = await withApp('show', '2', '-c:1', '10');
    const [first = '', second = ''] = stdout.split('\n');
    assert.match(first, /main\.js worker --app=\S+ .*--concurrency=10 --hostname=celery1@/);
    assert.match(second, /--concurrency=2 --hostname=celery2@/);
    assert.match((await multi('expand', '%n-%h', 'web')).stdout, /^web-web@/);
    assert.match((await multi('stopp', 'web')).stderr, /Did you mean "stop"/);
    assert.match((await multi('--help')).stdout, /headcount multi/);
  });
});

describe('a process', () => {
  it('is known by its arguments and its beginning, from /proc and from ps', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const pid = child.pid ?? 0;
    assert.deepEqual(readProcess(pid)?.args, ['sleep', '60']);
    assert.deepEqual(fromPs(pid)?.args, ['sleep', '60']);
    assert.equal(fromPs(pid)?.began, fromPs(pid)?.began);
    const watched = readProcess(pid);
    assert.ok(watched !== undefined);
    child.kill();
    await Promise.all([untilGone(watched), ended]);
    assert.equal(readProcess(pid), undefined);
    assert.equal(fromPs(pid), undefined);
  });

  const host = hostname();
  const commands: readonly (readonly [string, boolean])[] = [
    [`node /x/cli/main.js worker -n web@${host}`, true],
    [`node --enable-source-maps /x/cli/main.js worker --hostname=web@%h -A x`, true],
    [`/usr/bin/headcount worker -A x -nweb`, true],
    [`node /x/cli/main.js worker -A x -n mail`, false],
    [`node /x/cli/main.js worker -A x`, false],
    [`node /x/cli/main.js multi start web`, false],
    [`vi worker -n web@${host}`, false],
    [`python -m celery worker -n web@${host}`, false],
  ];
  for (const [command, expected] of commands) {
    it(`is ${expected ? '' : 'not '}the worker web: ${command.replace(host, 'HOST')}`, () => {
      assert.equal(isWorkerNamed(command.split(' '), `web@${host}`), expected);
    });
  }
});
