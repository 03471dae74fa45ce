// `headcount worker` from the command line to its exit code, against a real Redis.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CliWorker } from './cli-process.ts';
import { appUrl } from './pool-harness.ts';
import { startServer, WorkerHarness } from './worker-harness.ts';

const BASIC = fileURLToPath(appUrl('basic'));

describe('headcount worker', { timeout: 60_000 }, () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  const directory = mkdtempSync(join(tmpdir(), 'headcount-worker-'));
  before(async () => {
    server = await startServer('any');
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true });
  });
  const start = (...args: readonly string[]): CliWorker =>
    new CliWorker('-A', BASIC, '-b', server.url, ...args);

  for (const pool of ['solo', 'prefork', 'threads', 'async']) {
    it(`runs tasks and stops warm on SIGTERM: ${pool}`, async () => {
      await using h = await WorkerHarness.create(server.url);
      await using worker = start('-P', pool, '-c', '2', '-n', 'w1@%h');
      assert.equal(await worker.ready(), `w1@${hostname()}`);
      assert.equal(await h.app.send('add', [20, 22]).get({ timeout: '10s' }), 42);
      const running = h.app.send('wait', [150]);
      await running.sent;
      await h.untilDepth({ waiting: 0, reserved: 0 });
      worker.signal('SIGTERM');
      assert.equal(await worker.exit(), 0);
      assert.equal(await running.get({ timeout: '10s' }), 150);
    });

    it(`stops cold on SIGQUIT, giving late-ack tasks back: ${pool}`, async () => {
      await using h = await WorkerHarness.create(server.url);
      await using worker = start('-P', pool, '-c', '1');
      await worker.ready();
      await h.send('until-aborted-late', [[]]);
      await worker.prints(/waiting for the abort signal/);
      worker.signal('SIGQUIT');
      assert.equal(await worker.exit(), 0);
      assert.deepEqual(await h.depth(), { waiting: 1, reserved: 0 });
    });
  }

  it('a second signal makes a warm stop cold', async () => {
    await using h = await WorkerHarness.create(server.url);
    await using worker = start('-P', 'async', '-c', '1');
    await worker.ready();
    await h.send('until-aborted', [[]]);
    await worker.prints(/waiting for the abort signal/);
    worker.signal('SIGTERM');
    await worker.prints(/warm shutdown/);
    worker.signal('SIGTERM');
    assert.equal(await worker.exit(), 0);
    assert.match(worker.output, /was running and is lost/);
  });

  it('leaves no child behind when it is killed', async () => {
    await using h = await WorkerHarness.create(server.url);
    await using worker = start('-P', 'prefork', '-c', '1');
    await worker.ready();
    const pid = Number(await h.app.send('pid').get({ timeout: '10s' }));
    worker.signal('SIGKILL');
    while (isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(await worker.exit(), 'SIGKILL');
  });

  it('writes log and pid files with the node name expanded, and removes the pid file', async () => {
    await using worker = start(
      ...['-P', 'solo', '-n', 'files@host1.example', '-l', 'INFO'],
      ...['--logfile', join(directory, '%n-%d.log'), '--pidfile', join(directory, '%n.pid')],
    );
    const pidPath = join(directory, 'files.pid');
    while (!existsSync(pidPath)) await new Promise((resolve) => setImmediate(resolve));
    const logPath = join(directory, 'files-example.log');
    while (!(existsSync(logPath) && readFileSync(logPath, 'utf8').includes('files@host1.example ready.'))) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(readFileSync(pidPath, 'utf8'), `${worker.pid}\n`);
    worker.signal('SIGINT');
    assert.equal(await worker.exit(), 0);
    assert.equal(existsSync(pidPath), false);
  });

  it('refuses a pid file whose process runs, replaces a stale one', async () => {
    const path = join(directory, 'held.pid');
    writeFileSync(path, `${process.pid}\n`);
    await using refused = start('-P', 'solo', '--pidfile', path);
    assert.equal(await refused.exit(), 1);
    assert.match(refused.output, new RegExp(`belongs to process ${process.pid}`));
    writeFileSync(path, `${refused.pid}\n`);
    await using worker = start('-P', 'solo', '--pidfile', path);
    await worker.ready();
    assert.equal(readFileSync(path, 'utf8'), `${worker.pid}\n`);
    worker.signal('SIGTERM');
    assert.equal(await worker.exit(), 0);
  });

  const refusals: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['an unknown pool', ['-A', BASIC, '-P', 'prefrok'], 2, /Did you mean "prefork"/],
    ['no application', ['-A', './nowhere.js'], 2, /"\.\/nowhere\.js" was not found/],
    ['a broken application', ['-A', fileURLToPath(appUrl('broken'))], 2, /broken on purpose/],
    ['a module without an App', ['-A', fileURLToPath(appUrl('no-app'))], 2, /exports no App/],
    ['an unknown log level', ['-A', BASIC, '-l', 'loud'], 2, /unknown log level "loud"/],
    ['no slots', ['-A', BASIC, '-c', '0'], 2, /concurrency is 0/],
    ['an unreachable broker', ['-A', BASIC, '-b', 'redis://127.0.0.1:1/0'], 1, /cannot be reached/],
    ['an unknown code in a name', ['-A', BASIC, '-n', 'w%q'], 2, /unknown code %q/],
  ];
  for (const [what, args, code, message] of refusals) {
    it(`refuses ${what} with exit code ${code}`, async () => {
      await using worker = new CliWorker(...args);
      assert.equal(await worker.exit(), code);
      assert.match(worker.output, message);
    });
  }
});

// An orphan that has ended may wait for the system to collect it; it is gone all the same.
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
