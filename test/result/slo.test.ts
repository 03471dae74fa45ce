// What an SLO may say, and what is said when it does not parse.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aggregateName, checkSlo, parseSlo } from '../../src/result/index.ts';
import { HeadcountError } from '../../src/errors/index.ts';

describe('parseSlo', () => {
  it('reads aggregate, metric and limit', () => {
    assert.deepEqual(parseSlo('p95(wait) < 2s'), {
      text: 'p95(wait) < 2s',
      of: { aggregate: 'percentile', p: 0.95 },
      metric: 'wait',
      limitMs: 2000,
      inclusive: false,
    });
    assert.deepEqual(parseSlo('  mean( end_to_end )<=100ms '), {
      text: 'mean(end_to_end) <= 100ms',
      of: { aggregate: 'mean' },
      metric: 'end_to_end',
      limitMs: 100,
      inclusive: true,
    });
  });

  it('reads percentiles with decimals exactly', () => {
    const { of } = parseSlo('p99.9(wait) < 1s');
    assert.deepEqual(of, { aggregate: 'percentile', p: 0.999 });
    assert.equal(aggregateName(of), 'p99.9');
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ['', /does not have the form aggregate\(metric\) < duration/],
    ['p95 wait < 2s', /does not have the form/],
    ['p95(latency) < 2s', /unknown metric "latency"/],
    ['p95(waits) < 2s', /unknown metric "waits" \(did you mean wait\?\)/],
    ['max(wait) < 2s', /unknown aggregate "max"/],
    ['p0(wait) < 2s', /unknown aggregate "p0"/],
    ['p100(wait) < 2s', /unknown aggregate "p100"/],
    ['p95(wait) > 2s', /compares with >; a plan needs an upper limit/],
    ['p95(wait) < 2', /has "2" where a duration such as/],
    ['p95(wait) < 0s', /limit of zero/],
  ];
  for (const [text, message] of refused) {
    it(`refuses ${JSON.stringify(text)} and says why`, () => {
      assert.throws(
        () => parseSlo(text),
        (error: unknown) =>
          error instanceof HeadcountError &&
          error.code === 'BAD_THRESHOLD' &&
          message.test(error.message) &&
          error.hint !== undefined,
      );
    });
  }
});

describe('checkSlo', () => {
  it('has nothing to say of a good SLO', () => {
    assert.equal(checkSlo('p99(end_to_end) < 5s'), undefined);
  });

  it('says what is wrong and what is right', () => {
    const text = checkSlo('p95(foo) < 2s');
    assert.match(text ?? '', /SLO "p95\(foo\) < 2s" has an unknown metric "foo"\. An SLO is aggregate/);
  });
});
