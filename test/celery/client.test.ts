// A thousand tasks sent by the real Celery client, each result awaited by it, run by our workers.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SKIP_WITHOUT_REDIS } from '../redis-server.ts';
import { CliWorker } from '../worker/cli-process.ts';
import { appUrl } from '../worker/pool-harness.ts';
import { startServer } from '../worker/worker-harness.ts';
import { CeleryTools, SKIP_WITHOUT_CELERY } from './python.ts';

const BASIC = fileURLToPath(appUrl('basic'));
const TASKS = 1_000;

const SENDER = `
from tapp import app
sent = [app.send_task('add', [n, 1]) for n in range(${TASKS})]
values = [result.get(timeout=60) for result in sent]
assert values == [n + 1 for n in range(${TASKS})], values
echoed = app.send_task('echo', ['text', 1.5, None, [True], {'key': 'ü'}]).get(timeout=60)
assert echoed == ['text', 1.5, None, [True], {'key': 'ü'}], echoed
try:
    app.send_task('fail', ['on purpose']).get(timeout=60)
except TypeError as error:
    assert error.args == ('on purpose',), error
else:
    raise AssertionError('a failing task did not raise')
print('all', len(values))
`;

describe(
  'the real Celery client',
  { timeout: 120_000, skip: SKIP_WITHOUT_REDIS || SKIP_WITHOUT_CELERY },
  () => {
    let server: Awaited<ReturnType<typeof startServer>>;
    before(async () => {
      server = await startServer('redis');
    });
    after(async () => {
      await server[Symbol.asyncDispose]();
    });

    for (const [pool, slots] of [
      ['prefork', '2'],
      ['async', '100'],
    ] as const) {
      it(`gets the result of every task that a ${pool} worker runs for it`, async () => {
        await using tools = await CeleryTools.create(
          `from celery import Celery\napp = Celery('tapp', broker='${server.url}', backend='${server.url}')\n`,
        );
        await using worker = new CliWorker('-A', BASIC, '-b', server.url, '-P', pool, '-c', slots);
        await worker.ready();
        const { code, stdout, stderr } = await tools.script(SENDER);
        assert.equal(code, 0, stderr);
        assert.match(stdout, new RegExp(`all ${TASKS}`));
      });
    }
  },
);
