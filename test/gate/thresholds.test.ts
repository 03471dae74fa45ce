// What the grammar of thresholds accepts, and how it refuses the rest.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HeadcountError } from '../../src/errors/index.ts';
import { checkThreshold, METRICS, parseThreshold } from '../../src/gate/index.ts';

describe('a threshold', () => {
  it('on a latency names its percentile, its metric and its limit', () => {
    assert.deepEqual(parseThreshold(' p99.9( service : resize-image )<=1.5s '), {
      kind: 'latency',
      text: 'p99.9( service : resize-image )<=1.5s',
      metric: 'service',
      aggregation: { kind: 'percentile', percent: 99.9, ratio: 99.9 / 100 },
      task: 'resize-image',
      operator: '<=',
      limit: { unit: 'ms', value: 1500 },
    });
  });

  it('on a figure takes the unit of the metric', () => {
    const limits = [
      'capacity > 30/min',
      'memory < 1KiB',
      'utilization < 90%',
      'failed <= 1%',
      'lost == 0',
    ].map((text) => parseThreshold(text).limit);
    assert.deepEqual(limits, [
      { unit: 'per-second', value: 0.5 },
      { unit: 'bytes', value: 1024 },
      { unit: 'ratio', value: 0.9 },
      { unit: 'ratio', value: 0.01 },
      { unit: 'tasks', value: 0 },
    ]);
  });

  it('parses for every metric as its example shows it', () => {
    for (const { example } of Object.values(METRICS))
      assert.equal(checkThreshold(example), undefined, example);
  });

  it('parses however the white space falls', () => {
    const space = fc.stringMatching(/^ {0,3}$/);
    fc.assert(
      fc.property(space, space, space, (a, b, c) => {
        const { limit, operator } = parseThreshold(`${a}p95${b}(${a}wait${c})${b}>=${c}20ms${a}`);
        assert.deepEqual([limit.value, operator], [20, '>=']);
      }),
    );
  });

  const refused: readonly (readonly [string, string])[] = [
    ['', "there is no comparison; write < <= > >= == != and a limit: 'p95(wait) < 500ms'"],
    ['p95(wait)', "there is no comparison; write < <= > >= == != and a limit: 'p95(wait) < 500ms'"],
    ['lost = 0', "'=' is not a comparison; write '=='"],
    ['< 5ms', "nothing stands before the comparison; try 'p95(wait) < 500ms'"],
    ['p95(lost) < 5', "lost is a count: it has no p95; write it bare: 'lost == 0'"],
    ['mean(throughput) > 5/s', "throughput is a rate: it has no mean; write it bare: 'throughput > 1000/s'"],
    ['wait < 5ms', "wait needs an aggregation (a percentile, mean or max); write 'p95(wait) < 500ms'"],
    ['p95(wayt) < 5ms', "there is no metric 'wayt'; did you mean 'p95(wait) < 500ms'?"],
    ['p95(end-to-end) < 5ms', "there is no metric 'end-to-end'; did you mean 'p95(end_to_end) < 1s'?"],
    ['thruput > 5/s', "there is no metric 'thruput'; did you mean 'throughput > 1000/s'?"],
    ['p100(wait) < 5ms', "there is no percentile p100; write 'max' for the largest"],
    ['p999(wait) < 5ms', "there is no percentile p999; write 'p99.9'"],
    ['p0(wait) < 5ms', "'p0' is not an aggregation; did you mean 'p50'?"],
    ['median(wait) < 5ms', "'median' is not an aggregation; did you mean 'mean'?"],
    ['p95(slip:a) < 5ms', "slip is not kept for each task type; write 'p99(slip) < 2ms'"],
    ['lost:a == 0', "lost is not kept for each task type; write 'lost == 0'"],
    ['p95(wait < 5ms', "'p95(wait' is not an aggregation of a metric; try 'p95(wait) < 500ms'"],
    [
      'throughput > 5ms',
      "throughput is compared with a rate such as 500/s, 30/min or 2/h, not with '5ms' (a duration); for example 'throughput > 1000/s'",
    ],
    [
      'p95(wait) < 500',
      "wait is compared with a duration such as 250us, 20ms, 1.5s, 2m or 1h, not with '500' (no unit); for example 'p95(wait) < 500ms'",
    ],
    [
      'lost < 0.5',
      "lost is compared with a number of tasks such as 0 or 10, or a share of those sent such as 1%, not with '0.5' (no unit); for example 'lost == 0'",
    ],
    [
      'memory <',
      "memory is compared with a size such as 512KiB, 64MiB or 16GiB, not with nothing; for example 'memory < 512MiB'",
    ],
  ];
  for (const [text, message] of refused) {
    it(`is refused: '${text}'`, () => {
      assert.equal(checkThreshold(text), message);
    });
  }

  it('that is refused throws BAD_THRESHOLD with what to write instead', () => {
    assert.throws(
      () => parseThreshold('p95(lost) < 5'),
      (error) =>
        error instanceof HeadcountError &&
        error.code === 'BAD_THRESHOLD' &&
        error.message === "threshold 'p95(lost) < 5': lost is a count: it has no p95" &&
        error.hint === "write it bare: 'lost == 0'",
    );
  });

  it('never brings the parser down, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const problem = checkThreshold(text);
        if (problem === undefined) assert.doesNotThrow(() => parseThreshold(text));
        else assert.throws(() => parseThreshold(text), HeadcountError);
      }),
    );
  });
});

describe('docs/thresholds.md', () => {
  const page = readFileSync(new URL('../../../docs/thresholds.md', import.meta.url), 'utf8');

  it('has a row for every metric, and no other', () => {
    const section = page.slice(page.indexOf('## Metrics'), page.indexOf('## Outcomes'));
    const names = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name);
    assert.deepEqual(names, Object.keys(METRICS));
  });

  it('shows only thresholds that parse', () => {
    const listed = [...page.matchAll(/^ {2}- (.+)$/gm)].map(([, text = '']) => text);
    assert.ok(listed.length >= 5);
    for (const text of listed) assert.equal(checkThreshold(text), undefined, text);
  });
});
