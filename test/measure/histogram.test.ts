// Latency histograms against published cases, and against the plainest reference there is: a sorted array.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import hdr from 'hdr-histogram-js';
import * as z from 'zod';
import { LatencyHistogram } from '../../src/measure/index.ts';
import { ms } from '../../src/units/index.ts';

const NS_PER_MS = 1e6;
const DAY_NS = 24 * 3600 * 1e9;
/** Three significant digits. */
const RELATIVE_ERROR = 0.001;

const published = z
  .object({ cases: z.array(z.object({ name: z.string(), inputs: z.unknown(), expected: z.unknown() })) })
  .parse(
    JSON.parse(readFileSync(new URL('../../../test/fixtures/reference/hdr.json', import.meta.url), 'utf8')),
  );

function publishedCase<I, E>(
  name: string,
  inputs: z.ZodType<I>,
  expected: z.ZodType<E>,
): { inputs: I; expected: E } {
  const found = published.cases.find((one) => one.name === name);
  assert.ok(found, `no case ${name}`);
  return { inputs: inputs.parse(found.inputs), expected: expected.parse(found.expected) };
}

function histogramOf(valuesNs: readonly number[]): LatencyHistogram {
  const histogram = LatencyHistogram.create();
  for (const value of valuesNs) histogram.recordNs(value);
  return histogram;
}

/** The smallest value that at least the share p of the values does not exceed. */
function naiveQuantileNs(valuesNs: readonly number[], p: number): number {
  const sorted = valuesNs.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

function near(actual: number, expected: number, what: string): void {
  const allowed = RELATIVE_ERROR * Math.abs(expected) + 1 / NS_PER_MS;
  assert.ok(Math.abs(actual - expected) <= allowed, `${what}: ${actual} is not near ${expected}`);
}

const latencyNs = fc.oneof(
  fc.integer({ min: 0, max: 5000 }),
  fc.integer({ min: 0, max: 1e9 }),
  fc.integer({ min: 0, max: DAY_NS }),
);
const latencies = fc.array(latencyNs, { minLength: 1, maxLength: 200 });
// Mean and spread walk through every bucket up to the largest value: slow over a day.
const FEW_RUNS = { numRuns: 20 };
// Shares that k/n never hits, so that rounding in p*n cannot decide between two neighbours.
const share = fc.integer({ min: 0, max: 996 }).map((k) => (k + 0.5) / 997);

describe('a latency histogram and the published cases', () => {
  it('gives the percentiles of hdr-raw', () => {
    const raw = publishedCase(
      'hdr-raw',
      z.object({ records: z.array(z.object({ value: z.number(), count: z.number() })) }),
      z.object({ total: z.number(), percentiles: z.record(z.string(), z.number()) }),
    );
    const histogram = histogramOf(
      raw.inputs.records.flatMap(({ value, count }) => Array<number>(count).fill(value)),
    );
    assert.equal(histogram.count, raw.expected.total);
    for (const [percentile, expected] of Object.entries(raw.expected.percentiles)) {
      near(histogram.quantileMs(Number(percentile) / 100), expected / NS_PER_MS, `p${percentile}`);
    }
  });

  it('is built on a library that lays buckets out as hdr-layout says', () => {
    const { inputs, expected } = publishedCase(
      'hdr-layout',
      z.object({ lowest: z.number(), highest: z.number(), digits: z.literal(3) }),
      z.record(z.string(), z.number()),
    );
    const histogram = hdr.build({
      lowestDiscernibleValue: inputs.lowest,
      highestTrackableValue: inputs.highest,
      numberOfSignificantValueDigits: inputs.digits,
      bitBucketSize: 32,
      useWebAssembly: false,
    });
    const layout = new Map<string, unknown>(Object.entries(histogram));
    const counts: unknown = layout.get('_counts');
    assert.ok(counts instanceof Uint32Array);
    const { countsLength, ...fields } = expected;
    assert.equal(counts.length, countsLength);
    for (const [field, value] of Object.entries(fields)) assert.equal(layout.get(field), value, field);
  });
});

describe('a latency histogram', () => {
  it('says NaN, not zero, when it is empty', () => {
    const empty = LatencyHistogram.create();
    assert.equal(empty.count, 0);
    assert.ok(Number.isNaN(empty.quantileMs(0.5)));
    assert.deepEqual(empty.figures, {
      count: 0,
      minMs: Number.NaN,
      meanMs: Number.NaN,
      sdMs: Number.NaN,
      maxMs: Number.NaN,
    });
  });

  it('takes a latency below zero as zero and above a day as a day', () => {
    const histogram = histogramOf([-5, DAY_NS * 2]);
    assert.equal(histogram.figures.minMs, 0);
    assert.equal(histogram.figures.maxMs, DAY_NS / NS_PER_MS);
    assert.equal(histogram.quantileMs(1), DAY_NS / NS_PER_MS);
  });

  it('refuses a latency that is no number', () => {
    const histogram = LatencyHistogram.create();
    assert.throws(() => histogram.recordNs(Number.NaN), { code: 'BUG' });
    assert.equal(histogram.count, 0);
    assert.ok(Number.isNaN(histogram.figures.minMs));
  });

  it('agrees with a sorted array in every quantile', () => {
    fc.assert(
      fc.property(latencies, share, (values, p) => {
        const histogram = histogramOf(values);
        near(histogram.quantileMs(p), naiveQuantileNs(values, p) / NS_PER_MS, `p=${p}`);
        near(histogram.quantileMs(0), Math.min(...values) / NS_PER_MS, 'p=0');
        assert.equal(histogram.quantileMs(1), Math.max(...values) / NS_PER_MS);
      }),
    );
  });

  it('agrees with a sorted array in count, extremes, mean and spread', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const { count, minMs, maxMs, meanMs, sdMs } = histogramOf(values).figures;
        assert.equal(count, values.length);
        assert.equal(minMs, Math.min(...values) / NS_PER_MS);
        assert.equal(maxMs, Math.max(...values) / NS_PER_MS);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length / NS_PER_MS;
        const sd = Math.sqrt(
          values.reduce((sum, value) => sum + (value / NS_PER_MS - mean) ** 2, 0) / values.length,
        );
        near(meanMs, mean, 'mean');
        // The error of a spread is relative to the values, not to the spread.
        assert.ok(
          Math.abs(sdMs - sd) <= RELATIVE_ERROR * (maxMs + sd) + 1 / NS_PER_MS,
          `sd: ${sdMs} is not near ${sd}`,
        );
      }),
      FEW_RUNS,
    );
  });

  it('never falls as the share grows', () => {
    fc.assert(
      fc.property(latencies, fc.tuple(share, share), (values, [p, q]) => {
        const histogram = histogramOf(values);
        assert.ok(histogram.quantileMs(Math.min(p, q)) <= histogram.quantileMs(Math.max(p, q)));
      }),
    );
  });

  it('merges to the histogram of the union, in either order', () => {
    fc.assert(
      fc.property(
        fc.array(latencyNs, { maxLength: 100 }),
        fc.array(latencyNs, { maxLength: 100 }),
        (a, b) => {
          const union = histogramOf([...a, ...b]);
          const left = histogramOf(a);
          left.add(histogramOf(b));
          const right = histogramOf(b);
          right.add(histogramOf(a));
          for (const merged of [left, right]) assertSame(merged, union);
        },
      ),
      FEW_RUNS,
    );
  });

  it('comes back from its encoding as it was, and can go on', () => {
    fc.assert(
      fc.property(latencies, latencies, (values, more) => {
        const original = histogramOf(values);
        const { minMs, maxMs } = original.figures;
        const decoded = LatencyHistogram.decode(original.encode(), minMs, maxMs);
        assertSame(decoded, original);
        assert.equal(decoded.encode(), original.encode());
        for (const value of more) decoded.recordNs(value);
        assertSame(decoded, histogramOf([...values, ...more]));
      }),
      FEW_RUNS,
    );
  });

  it('comes back without its exact extremes near enough', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const decoded = LatencyHistogram.decode(histogramOf(values).encode());
        near(decoded.figures.minMs, Math.min(...values) / NS_PER_MS, 'min');
        near(decoded.figures.maxMs, Math.max(...values) / NS_PER_MS, 'max');
      }),
      FEW_RUNS,
    );
  });

  it('comes back empty from the encoding of an empty one', () => {
    const decoded = LatencyHistogram.decode(LatencyHistogram.create().encode());
    assert.equal(decoded.count, 0);
    assert.ok(Number.isNaN(decoded.quantileMs(0.5)));
    assertSame(
      decoded,
      LatencyHistogram.decode(LatencyHistogram.create().encode(), ms(Number.NaN), ms(Number.NaN)),
    );
  });

  it('refuses text that is no histogram', () => {
    for (const text of ['', 'hello', 'AAAA', LatencyHistogram.create().encode().slice(0, 20)]) {
      assert.throws(() => LatencyHistogram.decode(text), `"${text}" was taken`);
    }
  });

  it('is as new after a reset', () => {
    const histogram = histogramOf([5, 1e9]);
    histogram.reset();
    assert.equal(histogram.count, 0);
    histogram.recordNs(2000);
    assertSame(histogram, histogramOf([2000]));
  });
});

function assertSame(actual: LatencyHistogram, expected: LatencyHistogram): void {
  const { meanMs, sdMs, ...exact } = actual.figures;
  const { meanMs: expectedMeanMs, sdMs: expectedSdMs, ...expectedExact } = expected.figures;
  assert.deepEqual(exact, expectedExact);
  if (expected.count > 0) {
    near(meanMs, expectedMeanMs, 'mean');
    near(sdMs, expectedSdMs, 'sd');
  }
  for (const p of [0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1]) {
    assert.equal(actual.quantileMs(p), expected.quantileMs(p), `p=${p}`);
  }
}
