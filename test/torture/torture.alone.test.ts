// The short form of the torture; torture-main.ts runs the long one. The seed is printed: it repeats the order of
// events, not their exact moments.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SKIP_WITHOUT_REDIS } from '../redis-server.ts';
import { EVENTS } from './chaos.ts';
import { describeEvents, torture } from './torture.ts';

describe('under torture', { timeout: 150_000, skip: SKIP_WITHOUT_REDIS }, () => {
  const seed = Date.now() % 1_000_000;

  it(`loses no late-ack task and repeats only what the killed had in hand (seed ${seed})`, async (t) => {
    const report = await torture({ tasks: 3_000, seed, events: EVENTS, pauseMs: 500 });
    const { late, early } = report;
    t.diagnostic(
      `${describeEvents(report.events)}: late ${JSON.stringify(late)}, early ${JSON.stringify(early)}`,
    );
    assert.equal(report.leftOver, 0, report.logs);
    assert.equal(late.lost, 0, report.logs);
    assert.ok(late.again + early.again <= report.mayRepeat, report.logs);
    assert.ok(early.lost <= report.mayRepeat, report.logs);
  });

  it(`runs every task exactly once when nobody is killed but the broker (seed ${seed})`, async (t) => {
    const events = ['restart-broker', 'pause-worker', 'rolling-restart'] as const;
    const report = await torture({ tasks: 1_500, seed, events, pauseMs: 500 });
    t.diagnostic(describeEvents(report.events));
    assert.equal(report.late.once, report.late.sent, report.logs);
    assert.equal(report.early.once, report.early.sent, report.logs);
    assert.equal(report.leftOver, 0, report.logs);
  });
});
