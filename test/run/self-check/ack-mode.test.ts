import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ackMode } from '../../../src/run/self-check/ack-mode.ts';

test('a few slow acks are not late ones, and a half of each is neither', () => {
  assert.equal(ackMode(0, 1000), 'early');
  assert.equal(ackMode(50, 1000), 'early');
  assert.equal(ackMode(1000, 1000), 'late');
  assert.equal(ackMode(990, 1000), 'late');
  assert.equal(ackMode(500, 1000), 'mixed');
  assert.equal(ackMode(0, 0), 'early');
});
