// The broker goes away under a running worker and comes back: the worker finishes what it has and goes on.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { deferred } from '../../src/lifecycle/index.ts';
import { ms } from '../../src/units/index.ts';
import { Deadline, Gate, startServer, WorkerHarness } from './worker-harness.ts';

it('goes on after an outage of the broker', { timeout: 60_000 }, async () => {
  const first = await startServer('any');
  const port = Number(new URL(first.url).port);
  await using h = await WorkerHarness.create(first.url);
  const gate = new Gate();
  h.app.task('wait', (label: string) => gate.pass(label), { acks: 'late' });
  h.app.task('add', (x: number, y: number) => x + y);
  const worker = await h.startWorker({ concurrency: 2 });
  const [id = ''] = await h.send('wait', [['through the outage']]);
  await gate.arrived(1);
  await first.stop();
  gate.open();
  await using _second = await startServer('any', { port });
  assert.equal((await h.result(id)).result, 'through the outage');
  const [next = ''] = await h.send('add', [[1, 2]]);
  assert.equal((await h.result(next)).result, 3);
  await worker.stop(Deadline.none());
  assert.deepEqual(await h.depth(), { waiting: 0, reserved: 0 });
});

it('a kill does not wait for a broker that is gone', { timeout: 60_000 }, async () => {
  const server = await startServer('any');
  await using h = await WorkerHarness.create(server.url);
  const gate = new Gate();
  h.app.task('wait', (label: string) => gate.pass(label), { acks: 'late' });
  const worker = await h.startWorker();
  await h.send('wait', [['a'], ['b']]);
  await gate.arrived(1);
  await server.stop();
  await worker.kill();
  await worker.ended;
  assert.match(h.logged, /giving back 1 reserved tasks/);
});

it('a stop keeps its deadline when the broker is gone', { timeout: 60_000 }, async () => {
  const server = await startServer('any');
  await using h = await WorkerHarness.create(server.url);
  const gate = new Gate();
  const aborted = deferred();
  h.app.task(
    'wait',
    (context, label: string) => {
      context.signal.addEventListener('abort', () => aborted.resolve());
      return gate.pass(label);
    },
    { bind: true, acks: 'late' },
  );
  const worker = await h.startWorker();
  await h.send('wait', [['runs'], ['waits']]);
  await gate.arrived(1);
  await h.untilDepth({ waiting: 0, reserved: 2 });
  await server.stop();
  const stopped = worker.stop(Deadline.in(ms(100)));
  await aborted.promise;
  await stopped;
  await worker.ended;
});
