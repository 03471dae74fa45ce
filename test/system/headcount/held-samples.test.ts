// Messages that a real worker holds until they are due reach the collector, told apart from retries, and are let go.

import assert from 'node:assert/strict';
import { env } from 'node:process';
import { test } from 'node:test';
import {
  connectBroker,
  encodeTask,
  formatCeleryDate,
  startEmbeddedBroker,
} from '../../../src/broker/index.ts';
import { Deadline, deferred } from '../../../src/lifecycle/index.ts';
import { SampleReceiver, type HeldSample } from '../../../src/measure/index.ts';
import { createSystem } from '../../../src/system/index.ts';
import { ms } from '../../../src/units/index.ts';

const QUEUE = 'held-samples';

test('a worker tells how many messages it holds for later, and that it holds none when they are due', async () => {
  await using broker = await startEmbeddedBroker();
  const told: HeldSample[] = [];
  const all = deferred();
  const none = deferred();
  const nothing = (): void => {};
  await using receiver = await SampleReceiver.listen({
    task: nothing,
    handling: nothing,
    loop: nothing,
    malformed: (kind) => assert.fail(`malformed record ${kind}`),
    held: (sample, worker) => {
      assert.equal(worker, 0);
      told.push(sample);
      if (sample.scheduled === 3 && sample.retry === 2) all.resolve();
      if (told.length > 1 && sample.scheduled === 0 && sample.retry === 0) none.resolve();
    },
  });
  const group = {
    name: 'w',
    workers: 1,
    queues: [QUEUE],
    pool: 'async',
    concurrency: 2,
    prefetch: 1,
  } as const;
  await using fleet = await createSystem('headcount', env).startFleet(
    {
      groups: [group],
      brokerUrl: broker.url,
      workload: { tasks: [] },
      samplesPath: receiver.path,
      readyTimeoutMs: ms(30_000),
    },
    new AbortController().signal,
  );
  await using client = await connectBroker(broker.url);
  // Far enough away for a slow machine to claim all five; a revoke-free way to see them go is to let them come due.
  const eta = formatCeleryDate(new Date(Date.now() + 4000));
  const later = (id: string, retries: number) => ({
    queue: QUEUE,
    envelope: encodeTask({ id, name: 'celery.backend_cleanup', queue: QUEUE, args: [], eta, retries }),
  });
  await client.sender.send([later('a', 0), later('b', 0), later('c', 0), later('d', 1), later('e', 2)]);
  await all.promise;
  await none.promise;
  assert.equal(told.at(-1)?.pid, fleet.workers[0]?.pid);
  await fleet.stop(Deadline.in(ms(10_000)));
});
