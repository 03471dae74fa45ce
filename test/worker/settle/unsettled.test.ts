// What comes after a task cannot be done: because the broker does not take it, or because it never can be.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Redis } from 'ioredis';
import { encodeTask } from '../../../src/broker/index.ts';
import { Retry } from '../../../src/worker/index.ts';
import { SKIP_WITHOUT_REDIS } from '../../redis-server.ts';
import { Deadline, Gate, startServer, WorkerHarness } from '../worker-harness.ts';

/** A message with a link that is a group in a group in a group: more of them than there is stack. */
function endlessLink(id: string, name: string): string {
  const depth = 20_000;
  const group = '{"task":"celery.group","args":[],"options":{},"subtask_type":"group","kwargs":{"tasks":[';
  const link = `${group.repeat(depth)}{"task":"noop"}${']}}'.repeat(depth)}`;
  const body = `[[],{},{"callbacks":[${link}],"errbacks":null,"chain":null,"chord":null}]`;
  const envelope: unknown = JSON.parse(encodeTask({ id, name, args: [], queue: 'celery' }));
  assert.ok(typeof envelope === 'object' && envelope !== null);
  return JSON.stringify({ ...envelope, body: Buffer.from(body).toString('base64') });
}

for (const acks of ['early', 'late'] as const) {
  it(
    `fails the task when what should follow can never be sent: ${acks} ack`,
    { timeout: 60_000 },
    async () => {
      await using server = await startServer('any');
      await using h = await WorkerHarness.create(server.url);
      let runs = 0;
      h.app.task('followed', () => ++runs, { acks });
      await h.startWorker();
      await h.sendRaw(endlessLink('the-one', 'followed'));
      const { status, result } = await h.result('the-one');
      assert.equal(status, 'FAILURE');
      assert.match(JSON.stringify(result), /RangeError/);
      await h.untilDepth({ waiting: 0, reserved: 0 });
      assert.equal(runs, 1);
    },
  );
}

const OPTIONS = { timeout: 60_000, skip: SKIP_WITHOUT_REDIS };

it('sends and stores when the broker takes it again what it refused', OPTIONS, async () => {
  await using server = await startServer('redis');
  await using h = await WorkerHarness.create(server.url);
  const gate = new Gate();
  h.app.task('step', (label: string) => gate.pass(label));
  h.app.task('next', (value: string) => `${value}, done`);
  let tries = 0;
  h.app.task('again', async () => {
    await gate.pass('again');
    if (++tries === 1) throw new Retry({ countdown: 0 });
    return tries;
  });
  const worker = await h.startWorker({ concurrency: 3 });
  const link = { task: 'next', args: [], kwargs: {}, options: { queue: 'celery', task_id: 'linked' } };
  const embed = { callbacks: [link], errbacks: null, chain: null, chord: null };
  const [id = ''] = await h.send('step', [['one']], { embed });
  const [retried = ''] = await h.send('again', [[]]);
  await gate.arrived(2);
  const raw = new Redis(server.url);
  // It has no replica, so it writes nothing.
  await raw.config('SET', 'min-replicas-to-write', '1');
  gate.open();
  while (!/errorstat_NOREPLICAS:/.test(await raw.info('errorstats')));
  await raw.config('SET', 'min-replicas-to-write', '0');
  raw.disconnect();
  assert.equal((await h.result(id)).result, 'one');
  assert.equal((await h.result('linked')).result, 'one, done');
  assert.equal((await h.result(retried)).result, 2);
  await worker.stop(Deadline.none());
});
