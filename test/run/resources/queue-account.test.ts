// The true queue beside what an autoscaler sees.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueueAccount } from '../../../src/run/resources/queue-account.ts';

test('what is held until it is due counts in the true depth and is told apart', () => {
  const account = new QueueAccount();
  for (let look = 0; look < 100; look++) account.add({ waiting: 1, reserved: 9, scheduled: 5, retry: 2 });
  const use = account.record();
  assert.deepEqual(use?.total, { mean: 10, p95: 10, max: 10 });
  assert.deepEqual(use?.seen, { mean: 1, p95: 1, max: 1 });
  assert.equal(use?.scheduled.mean, 5);
  assert.equal(use?.retry.mean, 2);
  assert.equal(use?.seenRatio, 0.1);
});

test('a hundred thousand looks keep mean and maximum exact and the percentile near', () => {
  const account = new QueueAccount();
  const looks = 100_000;
  for (let look = 0; look < looks; look++)
    account.add({ waiting: look, reserved: 0, scheduled: 0, retry: 0 });
  const total = account.record()?.total;
  assert.equal(total?.mean, (looks - 1) / 2);
  assert.equal(total?.max, looks - 1);
  assert.ok(Math.abs((total?.p95 ?? 0) / looks - 0.95) < 0.001);
});

test('nobody looked: no figures; an empty queue has no ratio', () => {
  assert.equal(new QueueAccount().record(), null);
  const empty = new QueueAccount();
  empty.add({ waiting: 0, reserved: 0, scheduled: 0, retry: 0 });
  assert.equal(empty.record()?.seenRatio, null);
});
