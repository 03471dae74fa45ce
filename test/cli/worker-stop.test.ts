// Which signal stops a worker how, on a command line of its own.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stopRules } from '../../src/cli/worker-stop.ts';
import { CliWorker } from '../worker/cli-process.ts';
import { appUrl } from '../worker/pool-harness.ts';
import { startServer, WorkerHarness } from '../worker/worker-harness.ts';

const BASIC = fileURLToPath(appUrl('basic'));

describe('signals to a worker', { timeout: 60_000 }, () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  before(async () => {
    server = await startServer('any');
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
  });
  const start = (...args: readonly string[]): CliWorker =>
    new CliWorker('-A', BASIC, '-b', server.url, '-c', '1', ...args);

  for (const pool of ['prefork', 'async']) {
    for (const signal of ['SIGTERM', 'SIGQUIT'] as const) {
      it(`${signal} gives running tasks the soft timeout, then gives late-ack ones back: ${pool}`, async () => {
        await using h = await WorkerHarness.create(server.url);
        await using worker = start('-P', pool, '--soft-shutdown-timeout', '0.3');
        await worker.ready();
        await h.send('until-aborted-late', [[]]);
        await worker.prints(/waiting for the abort signal/);
        worker.signal(signal);
        await worker.prints(/running tasks have 0\.3 s/);
        assert.equal(await worker.exit(), 0);
        assert.match(worker.output, /saw the abort signal/);
        assert.deepEqual(await h.depth(), { waiting: 1, reserved: 0 });
      });
    }

    it(`lets tasks end that need less than the soft timeout, and waits no longer than they do: ${pool}`, async () => {
      await using h = await WorkerHarness.create(server.url);
      await using worker = start('-P', pool, '--soft-shutdown-timeout', '3600');
      await worker.ready();
      const running = h.app.send('wait-late', [300]);
      await running.sent;
      await h.untilDepth({ waiting: 0, reserved: 1 });
      worker.signal('SIGTERM');
      assert.equal(await worker.exit(), 0);
      assert.equal(await running.get({ timeout: '10s' }), 300);
    });
  }

  it('a second signal ends the soft timeout', async () => {
    await using h = await WorkerHarness.create(server.url);
    await using worker = start('-P', 'async', '--soft-shutdown-timeout', '3600');
    await worker.ready();
    await h.send('until-aborted-late', [[]]);
    await worker.prints(/waiting for the abort signal/);
    worker.signal('SIGTERM');
    await worker.prints(/running tasks have 3600 s/);
    worker.signal('SIGTERM');
    assert.equal(await worker.exit(), 0);
    assert.deepEqual(await h.depth(), { waiting: 1, reserved: 0 });
  });

  it('an early-ack task that a cold stop cut off has a failure for a result', async () => {
    await using h = await WorkerHarness.create(server.url);
    await using worker = start('-P', 'prefork');
    await worker.ready();
    const running = h.app.send('until-aborted');
    await worker.prints(/waiting for the abort signal/);
    worker.signal('SIGQUIT');
    await assert.rejects(running.get({ timeout: '10s' }), /the worker was stopped before the task had ended/);
    assert.equal(await worker.exit(), 0);
  });

  it('SIGTERM is SIGQUIT where REMAP_SIGTERM says so', async () => {
    assert.equal(stopRules(undefined, {}).termIsQuit, false);
    await using h = await WorkerHarness.create(server.url);
    process.env['REMAP_SIGTERM'] = 'SIGQUIT';
    await using worker = start('-P', 'prefork');
    delete process.env['REMAP_SIGTERM'];
    await worker.ready();
    await h.send('until-aborted-late', [[]]);
    await worker.prints(/waiting for the abort signal/);
    worker.signal('SIGTERM');
    assert.equal(await worker.exit(), 0);
    assert.match(worker.output, /SIGTERM: cold shutdown/);
    assert.deepEqual(await h.depth(), { waiting: 1, reserved: 0 });
  });

  it('a soft timeout of 0 is none, a negative one is refused', () => {
    assert.equal(stopRules(0, {}).softTimeoutMs, undefined);
    assert.equal(stopRules(1.5, {}).softTimeoutMs, 1500);
    assert.throws(() => stopRules(-1, {}), { code: 'USAGE' });
    assert.throws(() => stopRules(Number.NaN, {}), { code: 'USAGE' });
  });
});
