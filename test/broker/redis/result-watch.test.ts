// A result that is announced just after a reconnect, before the subscription is there again.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startEmbeddedBroker } from '../../../src/broker/index.ts';
import { ResultWatch } from '../../../src/broker/redis/result-watch.ts';
import { BrokerHarness, PATIENCE } from '../../contract/broker-harness.ts';

it('finds a result that nobody was subscribed to when it came', { timeout: 60_000 }, async () => {
  await using server = await startEmbeddedBroker();
  await using harness = await BrokerHarness.open(server.url);
  const line = await harness.line();
  const subscriber = await harness.connection('durable', line.url);
  const reader = await harness.connection('durable');
  // Holds back whatever is sent at or after a reconnect.
  let reconnected: () => void = () => {};
  const back = new Promise<void>((resolve) => (reconnected = resolve));
  subscriber.redis.on('ready', () => {
    line.sleep();
    reconnected();
  });
  const watch = new ResultWatch(
    () => subscriber,
    () => reader,
  );
  const pending = await watch.expect('x');
  const result = pending.wait(PATIENCE);
  line.cut();
  line.mend();
  await back;
  // What was looked up at once has been answered, with nothing.
  await reader.run(reader.redis.ping());
  await harness.raw.set('celery-task-meta-x', '{"task_id":"x","status":"SUCCESS","result":1}');
  line.wake();
  assert.equal((await result).result, 1);
  watch.close();
});
