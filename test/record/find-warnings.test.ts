// Which warnings a recording earns, each by what it has found and by nothing else.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TaskFigures } from '../../src/record/index.ts';
import { findWarnings, type Findings } from '../../src/record/find-warnings.ts';
import { ms, perSecond, ratio } from '../../src/units/index.ts';

const COUNTS = { overdue: 0, unstarted: 0, crowdedOut: 0, endsOnly: 0, forgotten: 0, neverRan: 0 };
const NONE = { count: 0, meanMs: null, scv: null, p50Ms: null, p95Ms: null, p99Ms: null, maxMs: null };
const TASK: TaskFigures = {
  task: 'add',
  count: 10,
  ratePerSec: perSecond(1),
  sentKnownRatio: ratio(1),
  endings: { succeeded: 10, failed: 0, retried: 0, revoked: 0, rejected: 0, cancelled: 0, unfinished: 0 },
  wait: NONE,
  service: NONE,
};
const CLEAN: Findings = {
  byTask: [TASK],
  workers: [{ worker: 'w1@vm', taskEvents: 30, leastLagMs: ms(1) }],
  queues: [{ queue: 'celery', looks: 1, meanWaiting: 0, maxWaiting: 0 }],
  silent: [],
  silentAtWork: [],
  counts: COUNTS,
  movedUp: 0,
  negativeWaits: 0,
  gapMs: 0,
  refusedQueues: [],
  hasOthers: false,
};

describe('the warnings of a recording', () => {
  it('are none where nothing is wrong', () => assert.deepEqual(findWarnings(CLEAN), []));

  const cases: readonly (readonly [string, Partial<Findings>, RegExp])[] = [
    ['no-task-events', { workers: [] }, /no worker was heard at all/],
    ['no-task-events', { workers: [], silent: ['w1@vm'] }, /heard, but not of tasks: w1@vm/],
    ['some-silent', { silentAtWork: ['w2@vm'] }, /w2@vm/],
    ['unfinished', { counts: { ...COUNTS, overdue: 2 } }, /^2 ran for longer than the patience$/],
    ['unfinished', { counts: { ...COUNTS, crowdedOut: 3 } }, /^3 because too many were under way$/],
    ['not-started', { counts: { ...COUNTS, unstarted: 4 } }, /^4 waited for longer than the patience$/],
    ['out-of-order', { movedUp: 5 }, /^5 lines$/],
    ['forgotten', { counts: { ...COUNTS, forgotten: 6 } }, /^6 tasks$/],
    ['broker-gap', { gapMs: 1500 }, /^away for 1\.5/],
    ['queue-refused', { refusedQueues: ['text', 'secret'] }, /^text, secret$/],
    ['many-task-types', { hasOthers: true }, /are kept apart/],
    ['clocks-differ', { negativeWaits: 7 }, /^7 tasks began before they were sent/],
    [
      'clocks-differ',
      { workers: [{ worker: 'w1@vm', taskEvents: 1, leastLagMs: ms(-30_000) }] },
      /w1@vm is ahead by 30/,
    ],
    [
      'sent-unknown',
      {
        byTask: [{ ...TASK, sentKnownRatio: ratio(0.5) }],
        queues: [
          { queue: 'celery', looks: 2, meanWaiting: 3, maxWaiting: 9 },
          { queue: 'text', looks: 0, meanWaiting: null, maxWaiting: null },
        ],
      },
      /^of 50.% of the tasks; messages waited meanwhile: celery up to 9$/,
    ],
  ];
  for (const [code, found, detail] of cases)
    it(`${code} for ${JSON.stringify(found).slice(0, 60)}`, () => {
      const warnings = findWarnings({ ...CLEAN, ...found });
      assert.deepEqual(
        warnings.map((warning) => warning.code),
        [code],
      );
      assert.match(warnings[0]?.detail ?? '', detail);
    });
});
