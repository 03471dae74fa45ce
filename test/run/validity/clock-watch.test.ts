// Stamps that contradict each other are found; ordinary ones are not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClockWatch } from '../../../src/run/validity/clock-watch.ts';

const MS = 1e6;

test('ordinary samples and a steady wall clock say nothing', () => {
  const clock = new ClockWatch();
  clock.task(1 * MS, 2 * MS, 3 * MS);
  clock.check(4 * MS, 1_000_004);
  clock.check(500 * MS, 1_000_500);
  assert.deepEqual(clock.findings(), []);
});

test('intervals below zero are counted, not clamped, and many of them are severe', () => {
  const clock = new ClockWatch();
  clock.task(2 * MS, 1 * MS, 3 * MS);
  const [finding] = clock.findings();
  assert.equal(finding?.code, 'clock-trouble');
  assert.match(finding?.detail ?? '', /1 of 1 .* 1 ms/);
  assert.equal(finding?.severe, true);
  for (let i = 0; i < 5000; i++) clock.task(1 * MS, 2 * MS, 3 * MS);
  assert.equal(clock.findings()[0]?.severe, false);
});

test('a stamp in the future and a step of the wall clock are told apart', () => {
  const ahead = new ClockWatch();
  ahead.task(1 * MS, 2 * MS, 90 * MS);
  ahead.check(10 * MS, 0);
  assert.deepEqual(
    ahead.findings().map(({ severe }) => severe),
    [true],
  );
  const stepped = new ClockWatch();
  stepped.check(0, 1000);
  stepped.check(100 * MS, 4100);
  assert.deepEqual(
    stepped.findings().map(({ code, severe }) => ({ code, severe })),
    [{ code: 'clock-trouble', severe: false }],
  );
});
