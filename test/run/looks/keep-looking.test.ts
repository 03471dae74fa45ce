// What looking at the broker may cost, on a clock of its own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keepLooking } from '../../../src/run/looks/keep-looking.ts';

interface Seen {
  readonly looks: readonly { readonly fromNs: number; readonly toNs: number }[];
  readonly endedNs: number;
}

/** Looks that cost what the list says, over and over; sleeps that end after at most `napNs`. */
async function lookFor(spanNs: number, costsNs: readonly number[], everyNs: number, napNs = Infinity) {
  const looks: { fromNs: number; toNs: number }[] = [];
  let [nowNs, underWay] = [0, 0];
  await keepLooking({
    everyNs,
    shareRatio: 0.1,
    nowNs: () => nowNs,
    isOver: () => nowNs >= spanNs,
    look: async () => {
      assert.equal(++underWay, 1, 'one look at a time');
      const fromNs = nowNs;
      nowNs += costsNs[looks.length % costsNs.length] ?? 1;
      await Promise.resolve();
      looks.push({ fromNs, toNs: nowNs });
      underWay--;
    },
    sleep: (untilNs) => {
      nowNs = Math.min(untilNs, nowNs + napNs);
      return Promise.resolve();
    },
  });
  return { looks, endedNs: nowNs } satisfies Seen;
}

test('a cheap look comes as often as it was asked for', async () => {
  const { looks } = await lookFor(100_000, [1], 1000);
  assert.equal(looks.length, Math.ceil(100_000 / 1001));
});

test('looks take their share of the time and no more, whatever they cost and however short the sleeps are', async () => {
  const cost = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(cost, fc.integer({ min: 50, max: 5000 }), async (costsNs, napNs) => {
      const { looks } = await lookFor(2_000_000, costsNs, 100, napNs);
      looks.slice(1).forEach(({ fromNs }, index) => {
        const before = looks[index];
        assert.ok(before !== undefined);
        assert.ok(fromNs - before.fromNs >= (before.toNs - before.fromNs) / 0.1 - 1e-6);
      });
    }),
  );
});

test('what follows from a look costs no rest of its own beyond the one that was asked for', async () => {
  let nowNs = 0;
  const lookedNs: number[] = [];
  await keepLooking({
    everyNs: 50,
    shareRatio: 0.1,
    nowNs: () => nowNs,
    isOver: () => nowNs >= 2000,
    look: () => {
      lookedNs.push(nowNs);
      return Promise.resolve((nowNs += 10));
    },
    use: () => {
      nowNs += 500;
      return Promise.resolve();
    },
    sleep: (untilNs) => {
      nowNs = untilNs;
      return Promise.resolve();
    },
  });
  assert.deepEqual(lookedNs, [0, 560, 1120, 1680]);
});

test('a look that fails ends the looking with its reason', async () => {
  const looking = keepLooking({
    everyNs: 1,
    shareRatio: 0.1,
    isOver: () => false,
    look: () => Promise.reject(new Error('the broker is gone')),
    sleep: () => Promise.resolve(),
  });
  await assert.rejects(looking, /the broker is gone/);
});
