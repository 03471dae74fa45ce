// headcount top: the load of running workers as a table, as JSON, and live.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { topCommand } from '../../../src/cli/commands/top.ts';
import { Asked, NODE } from '../../worker/control/ask.ts';
import { startServer } from '../../worker/worker-harness.ts';
import { runCommand } from '../fleet/command-line.ts';

describe('headcount top', { timeout: 60_000 }, () => {
  let server: { readonly url: string } & AsyncDisposable;
  before(async () => {
    server = await startServer('embedded');
  });
  after(() => server[Symbol.asyncDispose]());

  const top = (...args: readonly string[]) => runCommand(topCommand, ['top', '-b', server.url, ...args]);

  /** Two slots busy, two reserved, one held for later, one left in the queue, one where nobody looks. */
  async function load(asked: Asked): Promise<void> {
    await asked.broker.observer.purge(['lonely']);
    await asked.harness.send('add', [[1, 2]], { eta: '2100-01-01T00:00:00.000000+00:00' });
    await asked.harness.untilDepth({ waiting: 0, reserved: 1 });
    const labels = Array.from({ length: 5 }, (_, i) => [`${i}`]);
    await asked.harness.send('wait', labels);
    await asked.gate.arrived(2);
    await asked.harness.send('add', [[1, 2]], { queue: 'lonely' });
    await asked.harness.untilDepth({ waiting: 1, reserved: 3 });
  }

  it('shows workers, queues and what to do in 80 columns', async () => {
    await using asked = await Asked.start(server.url, { prefetchMultiplier: 1 });
    await load(asked);
    const { code, out } = await top('--queues', 'lonely');
    assert.equal(code, 0);
    assert.match(out, /^headcount top · embedded .* · 1 worker$/m);
    assert.match(out, new RegExp(`^${NODE} +async +2 +2 +100 % +2 +1 +0$`, 'm'));
    assert.match(out, /^celery +1 +2 +1 {2}w1@vm$/m);
    assert.match(out, /^lonely +1 +0 +0 {2}nobody$/m);
    assert.match(out, /→ No worker serves queue lonely/);
    assert.match(out, /→ w1@vm is at 100 % with 1 task waiting in celery/);
    assert.ok(out.split('\n').every((line) => line.length <= 80));
  });

  it('prints the same as one JSON document', async () => {
    await using asked = await Asked.start(server.url, { prefetchMultiplier: 1 });
    await load(asked);
    const { code, out } = await top('--json', '--queues', 'lonely');
    assert.equal(code, 0);
    const document = JSON.parse(out) as Readonly<Record<string, unknown>>;
    assert.equal(document['format'], 'headcount-top');
    assert.deepEqual(document['workers'], [
      {
        node: NODE,
        pool: 'async',
        slots: 2,
        active: 2,
        reserved: 2,
        scheduled: 1,
        started: 2,
        startedPerSec: 0,
        queues: ['celery'],
        utilization: 1,
      },
    ]);
    assert.deepEqual(document['queues'], [
      { queue: 'celery', waiting: 1, reserved: 2, scheduled: 1, servedBy: [NODE] },
      { queue: 'lonely', waiting: 1, reserved: 0, scheduled: 0, servedBy: [] },
    ]);
  });

  it('goes on on a terminal until it is interrupted, rewriting the screen', async () => {
    await using _asked = await Asked.start(server.url);
    let interrupt = (): void => {};
    let screens = 0;
    const { code, out } = await runCommand(topCommand, ['top', '-b', server.url, '--interval', '10ms'], {
      isTerminal: true,
      onSignal: (signal, callback) => {
        if (signal === 'SIGINT') interrupt = callback;
      },
      onOut: () => {
        if (++screens === 3) interrupt();
      },
    });
    assert.equal(code, 0);
    assert.equal(screens, 3);
    assert.equal(out.split('\u001b[H\u001b[J').length, 4);
  });

  it('ends with 1 when there is nobody to look at', async () => {
    const { code, err } = await top('--timeout', '50ms');
    assert.equal(code, 1);
    assert.match(err, /no worker answered within 50 ms/);
  });
});
