import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MergedArrivals, type Arrivals } from '../../../src/workload/index.ts';

class ListedArrivals implements Arrivals {
  readonly typeIndex = -1;
  readonly durationMs = Number.NaN;
  closed = false;
  readonly #times: readonly number[];
  #at = 0;

  constructor(times: readonly number[]) {
    this.#times = times;
  }

  get dueNs(): number {
    return this.#times[this.#at] ?? Infinity;
  }

  advance(): void {
    this.#at++;
  }

  close(): void {
    this.closed = true;
  }
}

test('merged streams are all their tasks in the order of time, and of the streams where times are equal', () => {
  const sorted = fc.array(fc.integer({ min: 0, max: 40 })).map((times) => times.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(fc.array(sorted, { minLength: 1, maxLength: 9 }), (lists) => {
      const streams = lists.map((times) => new ListedArrivals(times));
      const merged = new MergedArrivals(streams);
      const got: (readonly [number, number])[] = [];
      for (; merged.dueNs < Infinity; merged.advance()) got.push([merged.dueNs, merged.streamIndex]);
      const wanted = lists
        .flatMap((times, index) => times.map((time) => [time, index] as const))
        .toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
      assert.deepEqual(got, wanted);
      merged.close();
      assert.ok(streams.every(({ closed }) => closed));
    }),
  );
});
