// BullMQ's workers beyond what every system must do: what they fail with, and what they can't be.

import assert from 'node:assert/strict';
import { env } from 'node:process';
import { describe, it } from 'node:test';
import { HeadcountError } from '../../../src/errors/index.ts';
import { Deadline } from '../../../src/lifecycle/index.ts';
import { createSystem, type GroupSpec } from '../../../src/system/index.ts';
import { ms } from '../../../src/units/index.ts';
import { PATIENCE, profile, SystemHarness } from '../../contract/system-harness.ts';
import { SKIP_WITHOUT_REDIS } from '../../redis-server.ts';

const create = () => createSystem('bullmq', env);
/** Nobody listens there. */
const NOWHERE = {
  url: 'http://127.0.0.1:1',
  client: 'pooled',
  timeoutMs: ms(5000),
  connections: 2,
  commands: 0,
  query: '',
} as const;

describe('BullMQ workers', { skip: SKIP_WITHOUT_REDIS, timeout: 120_000 }, () => {
  for (const pool of ['async', 'prefork', 'threads']) {
    it(`tell why tasks failed that should not, in ${pool}`, async () => {
      await using harness = await SystemHarness.open(create());
      const workload = { tasks: [profile({ name: 'call', kind: 'http', call: NOWHERE })] };
      await using fleet = await harness.start(harness.spec(workload, { pool, concurrency: 2 }));
      await using port = await harness.send(workload, 3);
      await harness.samples.until(() => harness.samples.handlings.length === 3);
      await fleet.stop(Deadline.in(PATIENCE));
      const [failed] = fleet.failures;
      assert.deepEqual([fleet.failures.length, failed?.task, failed?.count], [1, 'call', 3]);
      assert.match(failed?.last ?? '', /^CallFailure\('http:\/\/127\.0\.0\.1:1: /);
      assert.deepEqual([await port.outstanding(), await harness.lastingKeys()], [0, []]);
    });
  }

  it('end by themselves though their tasks share connections', async () => {
    await using harness = await SystemHarness.open(create());
    const call = { ...NOWHERE, url: harness.broker.url, commands: 2 };
    const workload = { tasks: [profile({ name: 'call', kind: 'redis', call })] };
    await using fleet = await harness.start(harness.spec(workload, { pool: 'async', concurrency: 2 }));
    await using _port = await harness.send(workload, 3);
    await harness.settled(3);
    assert.deepEqual(
      harness.samples.tasks.map(({ failed }) => failed),
      [false, false, false],
    );
    const deadline = Deadline.in(PATIENCE);
    await fleet.stop(deadline);
    // At the deadline they would be killed.
    assert.ok(!deadline.passed);
  });

  it('serve one queue, in a pool that BullMQ has', async () => {
    await using harness = await SystemHarness.open(create());
    const refused = (group: Partial<GroupSpec>, message: RegExp): Promise<void> =>
      assert.rejects(
        async () => harness.start(harness.spec({ tasks: [profile()] }, group)),
        (error) =>
          error instanceof HeadcountError && error.code === 'BAD_SCENARIO' && message.test(error.message),
      );
    await refused({ queues: ['a', 'b'] }, /serves one queue, not a, b/);
    await refused({ pool: 'gevent' }, /BullMQ has no pool gevent/);
  });
});
