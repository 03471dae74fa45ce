// The broker goes away under a running worker and comes back: the worker finishes what it has and goes on.

import assert from 'node:assert/strict';
import { it } from 'node:test';
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
