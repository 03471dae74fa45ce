// headcount inspect against running workers: what it prints, what it refuses, and its exit codes.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspectCommand } from '../../../src/cli/commands/inspect.ts';
import { Asked, NODE } from '../../worker/control/ask.ts';
import { startServer } from '../../worker/worker-harness.ts';
import { runCommand } from '../fleet/command-line.ts';

describe('headcount inspect', { timeout: 60_000 }, () => {
  let server: { readonly url: string } & AsyncDisposable;
  before(async () => {
    server = await startServer('embedded');
  });
  after(() => server[Symbol.asyncDispose]());

  const inspect = (...args: readonly string[]) =>
    runCommand(inspectCommand, ['inspect', ...args, '-b', server.url]);

  it('shows one line a worker, in order of their names', async () => {
    await using asked = await Asked.start(server.url);
    await asked.harness.startWorker({ name: 'a@vm', mingle: false });
    const { code, out, err } = await inspect('ping');
    assert.deepEqual([code, out, err], [0, `a@vm: pong\n${NODE}: pong\n`, '']);
    assert.equal((await inspect('ping', '-d', 'a@vm')).out, 'a@vm: pong\n');
  });

  it('indents what takes several lines, and says when there is nothing', async () => {
    await using asked = await Asked.start(server.url);
    assert.equal((await inspect('active')).out, `${NODE}: nothing\n`);
    const [id] = await asked.harness.send('wait', [['a']]);
    await asked.gate.arrived(1);
    assert.match(
      (await inspect('active')).out,
      new RegExp(`^${NODE}:\\n {2}- id: ${id}\\n {4}name: wait\\n`),
    );
    assert.match((await inspect('report')).out, / {2}software -> headcount:/);
    assert.match((await inspect('registered', 'acks_late')).out, / {2}add \[acks_late=False\]/);
    assert.match((await inspect('query_task', id ?? '')).out, /active/);
  });

  it('prints one JSON document with --json', async () => {
    await using _asked = await Asked.start(server.url);
    const { out, code } = await inspect('ping', '--json');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(out), { [NODE]: { ok: 'pong' } });
  });

  it('takes the broker from the environment', async () => {
    await using _asked = await Asked.start(server.url);
    const { code } = await runCommand(inspectCommand, ['inspect', 'ping'], {
      env: { HEADCOUNT_BROKER: server.url },
    });
    assert.equal(code, 0);
  });

  it('ends with 1 and a hint when nobody answers', async () => {
    const { code, out, err } = await inspect('ping', '--timeout', '50ms');
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(err, /no worker answered within 50 ms/);
  });

  it('names those who answer when the one asked for does not', async () => {
    await using _asked = await Asked.start(server.url);
    const { code, err } = await inspect('ping', '-d', 'w9@vm', '-t', '0.1');
    assert.equal(code, 1);
    assert.match(err, /w9@vm did not answer within 100 ms\n {2}Workers that answer: w1@vm\./);
  });

  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [['pingg'], /knows no "pingg"\n {2}Did you mean "ping"\?/],
    [['quux'], /Known are active, /],
    [['ping', 'x'], /ping does not take "x"\n {2}Usage: headcount inspect ping$/m],
    [['query_task'], /Usage: headcount inspect query_task ID\.\.\./],
    [['ping', '--timeout', 'soon'], /--timeout is "soon"/],
    [['ping', '--timeout', '0'], /more than nothing/],
  ];
  for (const [args, message] of refusals) {
    it(`refuses "${args.join(' ')}" with exit code 2`, async () => {
      const { code, err } = await inspect(...args);
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }
});
