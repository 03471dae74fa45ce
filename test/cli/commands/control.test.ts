// headcount control against running workers, ours and Python's.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { controlCommand } from '../../../src/cli/commands/control.ts';
import { CeleryTools, SKIP_WITHOUT_CELERY } from '../../celery/python.ts';
import { Asked, NODE } from '../../worker/control/ask.ts';
import { startServer } from '../../worker/worker-harness.ts';
import { runCommand } from '../fleet/command-line.ts';

describe('headcount control', { timeout: 60_000 }, () => {
  let server: { readonly url: string } & AsyncDisposable;
  before(async () => {
    server = await startServer('embedded');
  });
  after(() => server[Symbol.asyncDispose]());

  const control = (...args: readonly string[]) =>
    runCommand(controlCommand, ['control', ...args, '-b', server.url]);

  it('does to a worker what each request says', async () => {
    await using asked = await Asked.start(server.url, { autoscale: { max: 4, min: 2 } });
    const requests: readonly (readonly [string, string])[] = [
      ['autoscale 6 3', 'autoscale now max=6 min=3'],
      ['add_consumer other', 'add consumer other'],
      ['cancel_consumer other', 'no longer consuming from other'],
      ['rate_limit add 10/m', 'new rate limit set successfully'],
      ['rate_limit add 0', 'rate limit disabled successfully'],
      ['time_limit add 5 10', 'time limits set successfully'],
      ['revoke a b', 'tasks a, b flagged as revoked'],
      ['terminate KILL a', 'terminate: tasks unknown'],
      ['enable_events', 'task events enabled'],
      ['disable_events', 'task events disabled'],
      ['heartbeat', 'ok'],
    ];
    for (const [line, answer] of requests) {
      const { code, out } = await control(...line.split(' '));
      assert.deepEqual([code, out], [0, `${NODE}: ${answer}\n`], line);
    }
    assert.deepEqual(new Set(await asked.askNames('revoked')), new Set(['a', 'b']));
  });

  it('grows and shrinks the pool', async () => {
    await using asked = await Asked.start(server.url);
    await control('pool_grow', '3');
    await control('pool_shrink');
    const stats = (await asked.ask('stats')) as { pool: Readonly<Record<string, unknown>> };
    assert.equal(stats.pool['max-concurrency'], 4);
  });

  it('ends with 1 when everyone refuses', async () => {
    await using _asked = await Asked.start(server.url);
    const { code, out } = await control('rate_limit', 'nosuch', '1/s');
    assert.deepEqual([code, out], [1, `${NODE}: error: unknown task\n`]);
  });

  it('waits until a worker that was told to shut down is gone', async () => {
    await using asked = await Asked.start(server.url);
    const { code, out } = await control('shutdown', '--timeout', '100ms');
    assert.deepEqual([code, out], [0, `${NODE}: gone\n`]);
    await asked.worker.ended;
    assert.equal((await control('shutdown', '--timeout', '50ms')).code, 1);
  });

  it('says which worker still finishes its tasks when the wait is over', async () => {
    await using asked = await Asked.start(server.url);
    await asked.harness.send('wait', [['a']]);
    await asked.gate.arrived(1);
    const { code, err } = await control('shutdown', '--timeout', '100ms', '--wait', '1ms');
    assert.equal(code, 1);
    assert.match(err, /w1@vm was told to stop and still answers after 1 ms/);
  });

  const refusals: readonly (readonly [string, RegExp])[] = [
    ['pool_growl', /Did you mean "pool_grow"/],
    ['pool_grow many', /Usage: headcount control pool_grow \[N\]/],
    ['rate_limit add', /Usage: headcount control rate_limit TASK RATE/],
    ['time_limit add soon', /Usage: headcount control time_limit TASK SOFT \[HARD\]/],
    ['revoke', /Usage: headcount control revoke ID\.\.\./],
    ['shutdown now', /shutdown does not take "now"/],
  ];
  for (const [line, message] of refusals) {
    it(`refuses "${line}" with exit code 2`, async () => {
      const { code, err } = await control(...line.split(' '));
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }

  it("steers and stops Python's workers too", { skip: SKIP_WITHOUT_CELERY }, async () => {
    const app = `from celery import Celery\napp = Celery('tapp', broker='${server.url}')\n`;
    await using tools = await CeleryTools.create(app);
    const python = tools.start(
      'worker',
      '-P',
      'threads',
      '-c',
      '2',
      '-n',
      'py@vm',
      '-l',
      'info',
      '--without-mingle',
    );
    await python.prints(/py@vm ready/);
    await using _ours = await Asked.start(server.url);
    const { code, out } = await control('add_consumer', 'other', '--timeout', '10s');
    assert.deepEqual([code, out], [0, `py@vm: add consumer other\n${NODE}: add consumer other\n`]);
    const gone = await control('shutdown', '--timeout', '1s', '--wait', '20s');
    assert.deepEqual([gone.code, gone.out], [0, `py@vm: gone\n${NODE}: gone\n`]);
  });
});
