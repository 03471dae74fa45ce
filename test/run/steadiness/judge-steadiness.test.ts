// Where a phase became steady, and when it never did.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgeSteadiness, type SteadinessFacts } from '../../../src/run/steadiness/judge-steadiness.ts';
import { BINS } from '../../../src/run/steadiness/phase-series.ts';
import { random } from '../../../src/stats/index.ts';

function bins(value: (bin: number) => number): readonly number[] {
  return Array.from({ length: BINS }, (_, bin) => value(bin));
}

/** A Poisson-like count around the mean, seeded. */
function noisy(mean: (bin: number) => number, seed: number): readonly number[] {
  const source = random(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - source.next())) * Math.cos(2 * Math.PI * source.next());
  return bins((bin) => Math.max(0, Math.round(mean(bin) + Math.sqrt(mean(bin)) * normal())));
}

function facts(change: Partial<SteadinessFacts>): SteadinessFacts {
  const steady = { finished: noisy(() => 20, 1), depth: noisy(() => 6, 2) };
  const around = { spanMs: 10_000, offeredPerSec: 400, slots: 4, running: bins(() => 4), variability: 2 };
  return { byDesign: undefined, ...around, ...steady, ...change };
}

test('steady load with its ordinary noise is steady, for nearly every draw', () => {
  const verdicts = Array.from({ length: 100 }, (_, seed) => {
    const drawn = { finished: noisy(() => 20, seed), depth: noisy(() => 6, seed + 1000) };
    return judgeSteadiness(facts(drawn)).record.verdict;
  });
  assert.ok(verdicts.filter((verdict) => verdict === 'steady').length >= 97, verdicts.join(' '));
});

test('a throughput that rises to its level is cut where it has reached it', () => {
  const finished = noisy((bin) => (bin < 40 ? 1 + bin / 2 : 20), 3);
  const { cut, record } = judgeSteadiness(facts({ finished }));
  assert.equal(record.verdict, 'steady');
  assert.ok(cut >= 3 && cut <= 5, `cut ${cut} of 20 segments`);
  assert.equal(record.cutMs, cut * 500);
});

test('the later of the two cuts counts', () => {
  const depth = bins((bin) => (bin < 60 ? 200 - 3 * bin : 10 + (bin % 3)));
  const { record } = judgeSteadiness(facts({ depth }));
  assert.equal(record.verdict, 'steady');
  assert.equal(record.cutMs, Math.max(record.throughputCutMs ?? 0, record.backlogCutMs ?? 0));
  assert.ok(record.cutMs >= 2500);
});

test('a worker that stood still in the middle is no warm-up and stays in the figures', () => {
  const finished = noisy((bin) => (bin < 40 ? 20 : bin < 60 ? 0 : bin < 70 ? 60 : 20), 5);
  const depth = bins((bin) =>
    bin < 40 ? 6 : bin < 60 ? (bin - 39) * 20 : bin < 70 ? (70 - bin) * 40 : 6 + (bin % 2),
  );
  assert.equal(judgeSteadiness(facts({ finished, depth })).cut, 0);
});

test('a throughput that falls all through never became steady, and says by how much', () => {
  const finished = noisy((bin) => 40 - bin / 6, 4);
  const { record, cut } = judgeSteadiness(facts({ finished }));
  assert.equal(record.verdict, 'never-steady');
  assert.equal(cut, 0);
  assert.ok((record.changeRatio ?? 0) < -0.3, record.said);
});

test('a backlog that grows beyond chance is unstable, with its drift and the excess of the rate', () => {
  const { record } = judgeSteadiness(facts({ depth: bins((bin) => 4 + bin * 2) }));
  assert.equal(record.verdict, 'unstable');
  assert.ok(record.drift !== null);
  // Two tasks a bin of 50 ms.
  assert.ok(Math.abs(record.drift.tasksPerSec - 40) < 1);
  assert.ok(record.drift.lowPerSec <= 40.01 && record.drift.highPerSec >= 39.99);
  assert.ok(Math.abs((record.drift.excessRatio ?? 0) - 40 / 360) < 0.005);
});

test('a backlog that wanders as a queue at full load does is not called unstable', () => {
  let unstable = 0;
  for (let seed = 0; seed < 100; seed++) {
    const source = random(seed);
    let backlog = 0;
    // 20 arrivals and 20 services a bin: the difference has the variance 40.
    const depth = bins(() => (backlog = Math.max(0, backlog + (source.next() - 0.5) * Math.sqrt(12 * 40))));
    if (judgeSteadiness(facts({ depth })).record.verdict === 'unstable') unstable++;
  }
  assert.ok(unstable <= 5, `${unstable} of 100`);
});

test('a backlog below the number of slots is seen where running tasks are off the books', () => {
  // 1,000 slots that do 500 tasks/s, 600 offered for ten seconds, acknowledged before they run.
  const overload = { slots: 1000, offeredPerSec: 600, finished: noisy(() => 25, 6) };
  const depth = bins((bin) => (bin < 33 ? 0 : (bin - 33) * 4.8));
  const early = judgeSteadiness(facts({ ...overload, depth, running: bins(() => 0) })).record;
  assert.equal(early.verdict, 'unstable', early.said);
  assert.ok((early.drift?.tasksPerSec ?? 0) > 60);
  // The same figures with late acks: all of it runs.
  const running = depth;
  const late = judgeSteadiness(facts({ ...overload, depth, running })).record;
  assert.equal(late.verdict, 'steady', late.said);
});

test('batches and uneven services make a backlog wander further before it is called unstable', () => {
  const depth = bins((bin) => 4 + bin * 2);
  const verdict = (variability: number) => judgeSteadiness(facts({ depth, variability })).record.verdict;
  // It grows by 400 while 4000 tasks come; batches of 50 wander by sqrt(51 x 4000), 452 tasks.
  assert.deepEqual([verdict(2), verdict(51)], ['unstable', 'steady']);
});

test('a load that is meant to vary is not judged by steadiness', () => {
  const { record } = judgeSteadiness(facts({ byDesign: 'sine', depth: bins((bin) => bin * 5) }));
  assert.equal(record.verdict, 'by-design');
  assert.equal(record.said, 'sine');
});

test('too few tasks are said to be too few', () => {
  const { record } = judgeSteadiness(facts({ finished: bins((bin) => (bin % 2 === 0 ? 1 : 0)), depth: [] }));
  assert.equal(record.verdict, 'not-judged');
});

test('a cut never takes more than half of the phase', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 }), { minLength: BINS, maxLength: BINS }), (finished) => {
      const { cut } = judgeSteadiness(facts({ finished, offeredPerSec: null, depth: [] }));
      assert.ok(cut >= 0 && cut <= 10);
    }),
    { numRuns: 100 },
  );
});
