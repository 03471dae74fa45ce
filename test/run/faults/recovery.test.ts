import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Buckets } from '../../../src/run/faults/buckets.ts';
import { normalBand, recoveryNs } from '../../../src/run/faults/recovery.ts';

const SEC = 1e9;

/** `ratePerSec` tasks from start to end, each of which starts `waitMs(dueNs)` late and runs for a millisecond. */
function offer(
  into: readonly Buckets[],
  ratePerSec: number,
  toSec: number,
  waitMs: (dueSec: number) => number,
) {
  for (let i = 0; i < ratePerSec * toSec; i++) {
    const dueNs = (i / ratePerSec) * SEC;
    const startedNs = dueNs + waitMs(dueNs / SEC) * 1e6;
    for (const buckets of into) buckets.book(dueNs, startedNs, startedNs + 1e6);
  }
}

function judge(ratePerSec: number, waitMs: (dueSec: number) => number) {
  const before = new Buckets(0, 5 * SEC);
  const after = new Buckets(5 * SEC, 15 * SEC);
  offer([before, after], ratePerSec, 15, waitMs);
  const band = normalBand(before);
  assert.ok(band !== undefined);
  return {
    band,
    after,
    recoveryMs: (untilSec: number) => {
      const ns = recoveryNs(band, after, untilSec * SEC);
      return ns === undefined ? undefined : ns / 1e6;
    },
  };
}

// Nothing starts in the second after the fault; the backlog is worked off at three times the rate.
const stopped = (dueSec: number): number => (dueSec < 5 ? 2 : Math.max(2, 1000 - (dueSec - 5) * 666));

describe('recovery', () => {
  it('is 0 when nothing was felt', () => {
    assert.equal(judge(200, () => 2).recoveryMs(15), 0);
  });

  it('is when the backlog of a stop has been worked off, and the worst wait is that of the first task', () => {
    const { recoveryMs, after } = judge(200, stopped);
    const ms = recoveryMs(15) ?? NaN;
    assert.ok(ms >= 1400 && ms <= 1700, `${ms} ms; the last late task was due 1,498 ms after the fault`);
    assert.equal(Math.round(after.worstWaitMs ?? 0), 1000);
  });

  it('is none when the waits never come back', () => {
    assert.equal(judge(200, (dueSec) => (dueSec < 5 ? 2 : 50)).recoveryMs(15), undefined);
  });

  it('is none when it would come after the time that is looked at', () => {
    assert.equal(judge(200, stopped).recoveryMs(6.4), undefined);
  });

  it('waits for a late blow that lies far outside, and forgives a small one', () => {
    const blow = (size: number) => (dueSec: number) => (dueSec >= 10 && dueSec < 10.05 ? size : 2);
    const ms = judge(200, blow(900)).recoveryMs(15) ?? NaN;
    assert.ok(ms >= 5000, `${ms} ms`);
    assert.equal(judge(200, blow(4.5)).recoveryMs(15), 0);
  });

  it('takes a window in which less was due, and all of it done, for normal', () => {
    const { band } = judge(200, () => 2);
    const after = new Buckets(5 * SEC, 15 * SEC);
    for (let i = 0; i < 100; i++) after.book((5 + i / 10) * SEC, (5 + i / 10) * SEC, (5 + i / 10) * SEC);
    assert.equal(recoveryNs(band, after, 15 * SEC), 0);
  });
});

describe('the band of before', () => {
  it('is unknown when too little was seen', () => {
    assert.equal(normalBand(new Buckets(0, 5 * SEC)), undefined);
    const few = new Buckets(0, 5 * SEC);
    offer([few], 2, 5, () => 2);
    assert.equal(normalBand(few), undefined);
    assert.equal(normalBand(new Buckets(0, 0)), undefined);
  });

  it('holds the mean of what was seen', () => {
    const { band } = judge(200, () => 7);
    assert.equal(Math.round(band.waitMeanNs / 1e6), 7);
    assert.equal(band.finishedMean, band.width * 10);
  });
});
