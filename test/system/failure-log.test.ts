import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FailureLog } from '../../src/system/failure-log.ts';

const line = (task: string, reason: string): string =>
  `[2026-01-02 03:04:05,678: ERROR/MainProcess] Task ${task}[headcount.1f.1.default-17] raised unexpected: ${reason}`;

test('failures are counted by task type, with the last reason; planned ones are left out', () => {
  const log = new FailureLog();
  log.read(line('call-api', "CallFailure('http://127.0.0.1:1: refused')"));
  log.read('    at somewhere (file.js:1:1)');
  log.read(line('flaky', "SyntheticFailure('task 3 failed, as its scenario asks')"));
  log.read(line('load-order', "CallFailure('postgres at db/shop: late')"));
  log.read(line('call-api', "CallFailure('http://127.0.0.1:1: no answer [yet]')"));
  assert.deepEqual(log.failures, [
    { task: 'call-api', count: 2, last: "CallFailure('http://127.0.0.1:1: no answer [yet]')" },
    { task: 'load-order', count: 1, last: "CallFailure('postgres at db/shop: late')" },
  ]);
});
