// Claims, tried with both sides in this process: each job is had by exactly one side, in order.

import assert from 'node:assert/strict';
import { fstatSync, openSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Claimant, Offers } from '../../../src/worker/pools/claims.ts';
import { FileClaimant, FileOffers, openOffers } from '../../../src/worker/pools/file-claims.ts';
import { SharedClaimant, SharedOffers } from '../../../src/worker/pools/shared-claims.ts';

interface Pair {
  readonly offers: Offers;
  readonly claimant: Claimant;
}

function byFile(): Pair {
  const offers = openOffers();
  assert.ok(offers !== undefined);
  return { offers, claimant: new FileClaimant(offers.fd) };
}

function byMemory(): Pair {
  const offers = new SharedOffers();
  return { offers, claimant: new SharedClaimant(offers.memory) };
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('offer' as const), count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('claim' as const), count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('withdraw' as const), count: fc.constant(0) }),
);

for (const [name, make] of [
  ['of a file', byFile],
  ['of shared memory', byMemory],
] as const) {
  describe(`claims ${name}`, () => {
    it('a job belongs to the slot that claimed it, or to the worker that withdrew it', () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
          const { offers, claimant } = make();
          /** Offered and not yet looked at by the slot. */
          const jobs: { withdrawn: boolean }[] = [];
          for (const { kind, count } of steps) {
            if (kind === 'offer' && jobs.length + count < 100) {
              offers.offer(count);
              for (let i = 0; i < count; i++) jobs.push({ withdrawn: false });
            } else if (kind === 'withdraw') {
              const open = jobs.filter((job) => !job.withdrawn);
              const back = offers.withdraw();
              // The slot may hold the one after those that it found withdrawn.
              assert.ok(back === open.length || back === open.length - 1);
              for (const job of open.slice(open.length - back)) job.withdrawn = true;
            } else if (kind === 'claim') {
              for (const job of jobs.splice(0, count)) assert.equal(claimant.claim(), !job.withdrawn);
            }
            if (jobs.every((job) => job.withdrawn)) offers.allClaimed();
          }
          offers.close();
        }),
      );
    });

    it('go on for ever', () => {
      const { offers, claimant } = make();
      for (let i = 0; i < 20_000; i++) {
        offers.offer(64);
        for (let n = 0; n < 60; n++) assert.equal(claimant.claim(), true);
        assert.equal(offers.withdraw(), 4);
        offers.allClaimed();
        for (let n = 0; n < 4; n++) assert.equal(claimant.claim(), false);
      }
      offers.close();
      assert.equal(offers.withdraw(), 0);
    });
  });
}

describe('the file of claims', () => {
  it('keeps its size: a slot that is always busy runs dry once in a while', () => {
    const { offers, claimant } = byFile();
    assert.ok(offers instanceof FileOffers);
    let most = 0;
    for (let round = 0; round < 3; round++) {
      let offered = 0;
      // One is always left, as under steady load.
      for (offers.offer(1); offers.open; offered += 64) {
        offers.offer(64);
        for (let n = 0; n < 64; n++) assert.equal(claimant.claim(), true);
      }
      assert.equal(claimant.claim(), true);
      most = Math.max(most, fstatSync(offers.fd).blocks);
      offers.allClaimed();
      assert.ok(offers.open);
      assert.equal(fstatSync(offers.fd).blocks, 0);
      assert.ok(offered > 1 << 20);
    }
    assert.ok(most * 512 <= 8 << 20, `${most} blocks`);
    offers.close();
  });

  it('takes nothing where there is no room, until all that it has is claimed', () => {
    const offers = new FileOffers(openSync('/dev/full', 'r+'));
    assert.ok(offers.open);
    assert.equal(offers.offer(3), 0);
    assert.equal(offers.open, false);
    offers.close();
  });
});
