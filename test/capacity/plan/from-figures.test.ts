// Plans from figures given by hand.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { planFromFigures } from '../../../src/capacity/index.ts';
import { parseSlo } from '../../../src/result/index.ts';
import type { FiguresPlan, FiguresQuestion } from '../../../src/capacity/index.ts';
import { HeadcountError } from '../../../src/errors/index.ts';
import { ms, perSecond, ratio } from '../../../src/units/index.ts';
import { near } from '../reference.ts';

const GUIDE: FiguresQuestion = {
  ratePerSec: perSecond(100),
  serviceMs: ms(1000),
  concurrency: 8,
  slos: [],
  headroomRatio: ratio(0.3),
  survive: 0,
};

const plan = (change: Partial<FiguresQuestion> = {}): FiguresPlan => planFromFigures({ ...GUIDE, ...change });

describe('planFromFigures', () => {
  it("answers the guide's question by Little's law: 13 workers, 104 slots, 96.2 % busy", () => {
    const { busySlots, little } = plan();
    near(busySlots, 100, 1e-12);
    assert.equal(little.workers, 13);
    assert.equal(little.slots, 104);
    near(little.utilizationRatio, 100 / 104, 1e-12);
    // Erlang C by the direct sum in 50 digits: C(104, 100) = 0.593855705420...
    near(little.wait.waitProbability, 0.59385570542, 1e-9);
    near(little.wait.meanMs ?? 0, (0.59385570542 / 4) * 1000, 1e-9);
  });

  it('adds headroom: 18 workers keep 30 % free, 13 keep none', () => {
    assert.equal(plan().recommended.workers, 18);
    assert.equal(plan({ headroomRatio: ratio(0) }).recommended.workers, 13);
    assert.equal(plan({ ratePerSec: perSecond(112), headroomRatio: ratio(0.3) }).headroomWorkers, 20);
  });

  it('adds what an SLO needs, and names each need', () => {
    const answer = plan({ slos: [parseSlo('p95(wait) < 50ms')], headroomRatio: ratio(0) });
    assert.equal(answer.sloWorkers, 15);
    assert.equal(answer.recommended.workers, 15);
    assert.equal(answer.recommended.slos[0]?.holds, true);
    assert.equal(answer.little.slos[0]?.holds, false);
    assert.match(answer.reason, /the SLO needs 15/);
  });

  it('adds workers to spare, and holds the SLO without them', () => {
    const slos = [parseSlo('p95(wait) < 200ms')];
    const answer = plan({ slos, headroomRatio: ratio(0.1), survive: 2 });
    assert.equal(answer.recommended.workers, 16);
    assert.deepEqual(answer.recommended.slos, plan({ slos, headroomRatio: ratio(0.1) }).recommended.slos);
  });

  it('uses the variation given: constant tasks wait less, mixed ones more', () => {
    const means = [0, 1, 3].map((serviceScv) => plan({ serviceScv }).little.wait.meanMs ?? Infinity);
    assert.deepEqual(
      means,
      [...means].sort((a, b) => a - b),
    );
    near((means[0] ?? 0) / (means[1] ?? 0), 0.5, 0.2);
    assert.match(plan({ serviceScv: 3 }).assumptions.join(' '), /Kimura/);
    assert.match(plan().assumptions.join(' '), /Erlang C/);
  });

  it('shows the knee from Little to the answer', () => {
    const { knee } = plan();
    assert.deepEqual(
      knee.map((row) => row.workers),
      [13, 14, 15, 16, 17, 18],
    );
    const waits = knee.map((row) => row.wait.p99Ms ?? Infinity);
    assert.deepEqual(
      waits,
      [...waits].sort((a, b) => b - a),
    );
  });

  it('keeps the knee short however far the answer is', () => {
    const { knee, recommended, little } = plan({ ratePerSec: perSecond(10_000), headroomRatio: ratio(0.5) });
    assert.ok(knee.length <= 9);
    assert.equal(knee[0]?.workers, little.workers);
    assert.equal(knee.at(-1)?.workers, recommended.workers);
  });

  it('says that the backlog grows where slots equal the load', () => {
    const { little } = plan({ ratePerSec: perSecond(104) });
    assert.equal(little.workers, 13);
    assert.equal(little.wait.meanMs, null);
    assert.equal(little.wait.p95Ms, null);
  });

  it('warns near saturation and of heavy tails', () => {
    const codes = (change: Partial<FiguresQuestion>) => plan(change).warnings.map(({ code }) => code);
    assert.deepEqual(codes({}), []);
    assert.deepEqual(codes({ headroomRatio: ratio(0) }), ['near-saturation']);
    const slos = [parseSlo('p99(wait) < 5s')];
    assert.deepEqual(codes({ serviceScv: 6, slos }), ['heavy-tail', 'scv-out-of-range']);
  });

  it('finds the smallest number: one worker fewer breaks the goal', () => {
    const question = fc.record({
      ratePerSec: fc.double({ min: 0.5, max: 800, noNaN: true }).map(perSecond),
      serviceScv: fc.constantFrom(0, 0.4, 1, 2),
      concurrency: fc.integer({ min: 1, max: 40 }),
      headroomRatio: fc.constantFrom(0, 0.3, 0.6).map(ratio),
      slo: fc.constantFrom('p95(wait) < 50ms', 'mean(wait) < 5ms', 'p99(end_to_end) < 8s', 'p50(wait) < 1ms'),
    });
    fc.assert(
      fc.property(question, ({ slo, ...given }) => {
        const slos = [parseSlo(slo)];
        const { recommended } = plan({ ...given, slos });
        assert.ok(recommended.slos.every(({ holds }) => holds));
        assert.ok(recommended.utilizationRatio <= 1 - given.headroomRatio + 1e-8);
        if (recommended.workers === 1) return;
        // The next smaller fleet, asked for as the one that is left after losing one.
        const fewer = plan({ ...given, slos, survive: 1 }).recommended;
        assert.equal(fewer.workers, recommended.workers + 1);
        const busy = given.ratePerSec / given.concurrency / (recommended.workers - 1);
        const enough = busy <= 1 - given.headroomRatio;
        const smaller = plan({ ...given, slos, headroomRatio: ratio(0) });
        assert.ok(!enough || (smaller.sloWorkers ?? 0) >= recommended.workers);
      }),
      { numRuns: 60 },
    );
  });

  const refused: readonly (readonly [string, Partial<FiguresQuestion>, RegExp])[] = [
    ['a rate of zero', { ratePerSec: perSecond(0) }, /a rate of 0\/s/],
    ['a concurrency of zero', { concurrency: 0 }, /a concurrency of 0/],
    ['half a slot', { concurrency: 2.5 }, /a concurrency of 2\.5/],
    ['a service time of zero', { serviceMs: ms(0) }, /a service time of zero/],
    ['a negative scv', { serviceScv: -1 }, /an scv of -1/],
    ['all headroom', { headroomRatio: ratio(1) }, /a headroom of 100 %/],
    ['half a spare', { survive: 0.5 }, /0\.5 workers to spare/],
    ['an SLO below the service', { slos: [parseSlo('p95(end_to_end) < 2s')] }, /the task alone takes 3 s/],
    ['millions of slots', { ratePerSec: perSecond(9e6) }, /more than 1,000,000 slots/],
  ];
  for (const [what, change, message] of refused) {
    it(`refuses ${what} with a hint`, () => {
      assert.throws(
        () => plan(change),
        (error: unknown) =>
          error instanceof HeadcountError &&
          error.code === 'BAD_PLAN' &&
          error.exitCode === 2 &&
          message.test(error.message) &&
          error.hint !== undefined,
      );
    });
  }
});
