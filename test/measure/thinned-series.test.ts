// A series in constant memory keeps its means, its order and its bound.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ThinnedSeries } from '../../src/measure/index.ts';

test('however many rows are added, the points are bounded, in order, and on the line that the rows were on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 20 }), (rows, half) => {
      const series = new ThinnedSeries(2, 2 * half);
      for (let x = 0; x < rows; x++) series.add([x, 3 * x + 1]);
      const points = series.means();
      assert.ok(points.length <= 2 * half && points.length >= Math.min(rows, half));
      points.reduce((before, [x = Number.NaN, y = Number.NaN]) => {
        assert.ok(x > before);
        assert.ok(Math.abs(y - (3 * x + 1)) < 1e-6);
        return x;
      }, -1);
    }),
  );
});

test('figures that were not known are left out of the means', () => {
  const series = new ThinnedSeries(2, 2);
  for (const row of [
    [0, Number.NaN],
    [1, 4],
    [2, Number.NaN],
    [3, Number.NaN],
  ])
    series.add(row);
  assert.deepEqual(series.means(), [
    [0.5, 4],
    [2.5, Number.NaN],
  ]);
});
