// What only Celery leaves behind, and how its tasks call servers.

import assert from 'node:assert/strict';
import { env } from 'node:process';
import { test } from 'node:test';
import { Deadline } from '../../../src/lifecycle/index.ts';
import { createSystem } from '../../../src/system/index.ts';
import { ms } from '../../../src/units/index.ts';
import type { TaskCall } from '../../../src/workload/index.ts';
import { findCelery, SKIP_WITHOUT_CELERY } from '../../celery/python.ts';
import { PATIENCE, profile, SystemHarness } from '../../contract/system-harness.ts';
import { SKIP_WITHOUT_REDIS } from '../../redis-server.ts';

const skip = SKIP_WITHOUT_CELERY || SKIP_WITHOUT_REDIS;
const create = () => createSystem('celery', env, { celery: { python: findCelery() ?? '' } });

test('a killed worker leaves no key either', { skip }, async () => {
  await using harness = await SystemHarness.open(create());
  const workload = { tasks: [profile()] };
  await using fleet = await harness.start(harness.spec(workload, { pool: 'prefork', concurrency: 2 }));
  assert.notDeepEqual(await harness.lastingKeys(), [], 'a worker that runs has its bindings');
  await fleet.killWorker('w');
  await fleet.kill();
  assert.deepEqual(await harness.lastingKeys(), []);
});

const call = (url: string, client: TaskCall['client'] = 'pooled'): TaskCall => ({
  url,
  client,
  timeoutMs: ms(5000),
  connections: 4,
  commands: 4,
  query: '',
});

test(
  'tasks that call Redis do so pooled and unpooled, and one that cannot says which server',
  { skip },
  async () => {
    await using harness = await SystemHarness.open(create());
    const { url } = harness.broker;
    const workload = {
      tasks: [
        profile({ name: 'c.pooled', kind: 'redis', call: call(url) }),
        profile({ name: 'c.unpooled', kind: 'redis', call: call(url, 'unpooled') }),
        profile({ name: 'c.refused', kind: 'redis', call: call('redis://user:secret@127.0.0.1:1/0') }),
      ],
    };
    await using fleet = await harness.start(harness.spec(workload, { pool: 'threads', concurrency: 4 }));
    await using port = await harness.send(workload, 60);
    await harness.settled(60);
    await fleet.stop(Deadline.in(PATIENCE));
    const [failure, ...others] = fleet.failures;
    assert.deepEqual([failure?.task, others], ['c.refused', []]);
    assert.equal(failure?.count, harness.samples.tasks.filter(({ failed }) => failed).length);
    assert.match(failure?.last ?? '', /CallFailure\('redis at 127\.0\.0\.1:1\/0: .*refused/);
    assert.doesNotMatch(failure?.last ?? '', /secret/);
    assert.equal(await port.outstanding(), 0);
  },
);
