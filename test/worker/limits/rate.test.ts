import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatRateLimit, parseRateLimit } from '../../../src/worker/limits/rate.ts';
import { TokenBucket } from '../../../src/worker/limits/token-bucket.ts';

describe('rate limits', () => {
  it('are read as Celery reads them', () => {
    assert.equal(parseRateLimit('10/m'), 10 / 60);
    assert.equal(parseRateLimit('2/s'), 2);
    assert.equal(parseRateLimit('1/h'), 1 / 3600);
    assert.equal(parseRateLimit('1.5'), 1.5);
    assert.equal(parseRateLimit(3), 3);
    for (const none of [undefined, null, '', 0, '0/s']) assert.equal(parseRateLimit(none), undefined);
  });

  it('are refused when they are none', () => {
    for (const wrong of ['fast', '10/d', '-1/s', '1/', -1, Number.NaN, Infinity]) {
      assert.throws(() => parseRateLimit(wrong), { code: 'BAD_OPTION' });
    }
  });

  it('are written so that they are read back', () => {
    for (const text of ['10/s', '10/m', '1/h', '7/h', '90/m']) {
      assert.equal(parseRateLimit(formatRateLimit(parseRateLimit(text) ?? 0)), parseRateLimit(text));
    }
    assert.equal(formatRateLimit(10 / 60), '10/m');
    assert.equal(formatRateLimit(2), '2/s');
  });
});

describe('a token bucket', () => {
  it('never lets through more than its rate and one', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 15, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 2_000, noNaN: true }), { maxLength: 100 }),
        (perSec, steps) => {
          const bucket = new TokenBucket(perSec, 0);
          let nowMs = 0;
          let taken = 0;
          for (const stepMs of steps) {
            nowMs += stepMs;
            if (bucket.take(nowMs)) taken++;
          }
          assert.ok(taken <= 1 + (nowMs / 1000) * perSec + 1e-6);
        },
      ),
    );
  });

  it('has a token when the wait it named is over', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 5_000, noNaN: true }), (perSec) => {
        const bucket = new TokenBucket(perSec, 0);
        while (bucket.take(0));
        const waitMs = bucket.waitMs(0);
        assert.ok(waitMs > 0);
        assert.equal(bucket.take(waitMs), true);
      }),
    );
  });

  it('keeps up with a high rate although timers are coarse', () => {
    const bucket = new TokenBucket(1_000, 0);
    while (bucket.take(0));
    let taken = 0;
    for (let nowMs = 5; nowMs <= 1_000; nowMs += 5) while (bucket.take(nowMs)) taken++;
    assert.equal(taken, 1_000);
  });
});
