// Rows are found again whatever was put and dropped before, as in a Map; at the limit the lowest numbers go.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HalfStore } from '../../src/run/collect/half-store.ts';

/** Few enough to come again, dense and far apart, beyond 32 bits too; many of them want the same places. */
const seqs = fc.oneof(
  fc.nat({ max: 6000 }),
  fc.nat({ max: 60 }).map((turn) => turn * 2 ** 32),
  fc.nat({ max: 2000 }).map((number) => 2 ** 40 + number),
);

test('holds what a map would hold', () => {
  const steps = fc.array(fc.record({ seq: seqs, keep: fc.boolean() }), {
    minLength: 1,
    maxLength: 3000,
    size: 'max',
  });
  fc.assert(
    fc.property(steps, (list) => {
      const store = new HalfStore(2, 1 << 18);
      const map = new Map<number, number>();
      for (const [step, { seq, keep }] of list.entries()) {
        if (!keep) assert.equal(store.drop(seq), map.delete(seq));
        else if (!map.has(seq)) {
          assert.equal(store.put(seq), 0);
          store.set(store.find(seq), seq);
          store.set(store.find(seq) + 1, step);
          map.set(seq, step);
        }
      }
      assert.equal(store.size, map.size);
      for (const { seq } of list) {
        const at = store.find(seq);
        assert.equal(at >= 0, map.has(seq));
        if (at >= 0) assert.deepEqual([store.at(at), store.at(at + 1)], [seq, map.get(seq)]);
      }
    }),
  );
});

test('grows with what waits, and gives up the lowest numbers at the limit', () => {
  const store = new HalfStore(1, 3200);
  let givenUp = 0;
  for (let seq = 0; seq < 10_000; seq++) {
    givenUp += store.put(seq);
    store.set(store.find(seq), 2 * seq);
  }
  assert.ok(store.size > 2900 && store.size <= 3200);
  assert.equal(givenUp + store.size, 10_000);
  for (let seq = 0; seq < 10_000; seq++) {
    const at = store.find(seq);
    assert.equal(at >= 0, seq >= givenUp);
    if (at >= 0) assert.equal(store.at(at), 2 * seq);
  }
});
