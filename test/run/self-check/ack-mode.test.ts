import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ackMode, lateShare } from '../../../src/run/self-check/ack-mode.ts';

const of = (settledAfter: number, executed: number, told = executed) => ({ executed, told, settledAfter });

test('a few slow acks are not late ones, and a half of each is neither', () => {
  assert.equal(ackMode(of(0, 1000)), 'early');
  assert.equal(ackMode(of(50, 1000)), 'early');
  assert.equal(ackMode(of(1000, 1000)), 'late');
  assert.equal(ackMode(of(990, 1000)), 'late');
  assert.equal(ackMode(of(500, 1000)), 'mixed');
});

test('workers that tell nothing, or of too few of their tasks, leave it unknown', () => {
  assert.equal(ackMode(of(0, 1000, 0)), 'unknown');
  assert.equal(ackMode(of(900, 1000, 900)), 'unknown');
  assert.equal(ackMode(of(960, 1000, 960)), 'late');
  assert.equal(ackMode(of(0, 0)), 'unknown');
});

test('running tasks are on the books as far as their messages are settled late', () => {
  assert.deepEqual([of(0, 100), of(100, 100), of(25, 100), of(0, 100, 0)].map(lateShare), [0, 1, 0.25, 0]);
});
