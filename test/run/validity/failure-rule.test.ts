// Who is to blame for tasks that failed though they were not asked to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureFindings } from '../../../src/run/validity/failure-rule.ts';

test('a call that failed is blamed on its server, a task of the user on itself, any other on what ended it', () => {
  const kinds = new Map([
    ['fetch', 'http'],
    ['report', 'own'],
    ['hang', 'io'],
  ] as const);
  const failures = [...kinds.keys()].map((task) => ({ task, count: 3, last: 'SoftTimeLimitExceeded()' }));
  const found = failureFindings(failures, kinds);
  assert.deepEqual(
    found.map(({ code }) => code),
    ['calls-failed', 'own-tasks-failed', 'tasks-cut-short'],
  );
  assert.match(found[2]?.detail ?? '', /3 hang tasks, the last with SoftTimeLimitExceeded\(\)/);
});
