import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decideRetryPolicy, retryWaitMs } from '../../../src/worker/app/retry-policy.ts';

describe('the wait before a retry', () => {
  it('is three minutes unless the task says otherwise', () => {
    assert.equal(retryWaitMs(decideRetryPolicy({}), 0), 180_000);
    assert.equal(retryWaitMs(decideRetryPolicy({ retryDelay: 2 }), 5), 2000);
    assert.equal(retryWaitMs(decideRetryPolicy({ retryDelay: '250ms' }), 5), 250);
  });

  it('doubles with backoff, up to a limit', () => {
    const policy = decideRetryPolicy({ retryBackoff: true, retryJitter: false });
    assert.deepEqual(
      [0, 1, 2, 9, 10, 400].map((n) => retryWaitMs(policy, n)),
      [...[1_000, 2_000, 4_000, 512_000, 600_000, 600_000]],
    );
    const own = decideRetryPolicy({ retryBackoff: '3s', retryBackoffMax: '10s', retryJitter: false });
    assert.deepEqual(
      [0, 1, 2].map((n) => retryWaitMs(own, n)),
      [3_000, 6_000, 10_000],
    );
  });

  it('is any share of that with jitter', () => {
    const policy = decideRetryPolicy({ retryBackoff: 2 });
    fc.assert(
      fc.property(fc.nat(50), fc.double({ min: 0, max: 0.999, noNaN: true }), (retries, random) => {
        const full = Math.min(600_000, 2_000 * 2 ** retries);
        assert.equal(retryWaitMs(policy, retries, random), full * random);
      }),
    );
  });

  it('is refused where it makes no sense', () => {
    for (const options of [
      { maxRetries: -1 },
      { maxRetries: 1.5 },
      { retryDelay: 'soon' },
      { retryBackoff: -1 },
    ]) {
      assert.throws(() => decideRetryPolicy(options), { code: 'BAD_OPTION' });
    }
  });
});

describe('retrying by itself', () => {
  it('is for instances of the classes named, or whatever a function picks', () => {
    const byClass = decideRetryPolicy({ autoretryFor: [TypeError, RangeError] });
    assert.ok(byClass.retriesAfter(new TypeError('x')));
    assert.ok(!byClass.retriesAfter(new Error('x')));
    assert.ok(!byClass.retriesAfter('x'));
    const byFunction = decideRetryPolicy({ autoretryFor: (error) => error === 'x' });
    assert.ok(byFunction.retriesAfter('x'));
    assert.ok(!decideRetryPolicy({}).retriesAfter(new Error('x')));
  });
});
