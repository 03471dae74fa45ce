// What is kept in segments and bins, against the plainest reference: the list of all executions.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DepthSeries } from '../../../src/run/steadiness/depth-series.ts';
import { PhaseSeries } from '../../../src/run/steadiness/phase-series.ts';
import { LATEST_CUT, SEGMENTS, Segments } from '../../../src/run/steadiness/segments.ts';

const START = 1000;
const END = 1000 + SEGMENTS * 500;
const cuts = fc.integer({ min: 0, max: LATEST_CUT });
const times = fc.array(fc.integer({ min: START - 500, max: END + 500 }), { maxLength: 200 });

test('what is left after a cut is what was booked after it', () => {
  fc.assert(
    fc.property(times, cuts, (all, cut) => {
      const segments = new Segments<number[]>(START, END, () => []);
      for (const at of all) segments.at(at).push(at);
      const left = segments.after(cut).flat();
      const naive = all.filter((at) => cut === 0 || at >= START + cut * 500);
      const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);
      assert.deepEqual(ascending(left), ascending(naive));
    }),
  );
});

test('busy time and executions after a cut agree with the list of executions', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20_000), fc.nat(9000)), { maxLength: 50 }), cuts, (all, cut) => {
      const series = new PhaseSeries(START, END);
      for (const [started, length] of all) series.book(started, started + length);
      const from = START + cut * 500;
      const ends = all.map(([started, length]) => started + length);
      const busy = all.reduce(
        (sum, [started, length]) =>
          sum + Math.max(0, Math.min(started + length, END) - Math.max(started, from)),
        0,
      );
      const after = series.after(cut);
      assert.equal(after.finished, ends.filter((at) => at >= from && at < END).length);
      assert.ok(Math.abs(after.busyNs - busy) < 1e-3, `${after.busyNs} is not ${busy}`);
    }),
  );
});

test('a bin nobody looked in keeps what the one before it had', () => {
  const depth = new DepthSeries(START, END);
  assert.deepEqual(depth.bins, []);
  depth.add(START + 1, 4);
  depth.add(START + 2, 6);
  depth.add(END - 1, 9);
  depth.add(END, 1000);
  const { bins } = depth;
  assert.equal(bins[0], 5);
  assert.equal(bins[150], 5);
  assert.equal(bins.at(-1), 9);
  assert.deepEqual(depth.segmentMeans(0), [5, 9]);
});
