// The search against a fleet that is a formula: it finds the rate at which the goal breaks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSlo, type Probe } from '../../../src/result/index.ts';
import { bracketOf, nextRate } from '../../../src/run/search/bracket.ts';
import { goalOf, type Goal } from '../../../src/run/search/goal.ts';
import { ProbeMeter } from '../../../src/run/search/probe-meter.ts';
import { findSaturation, type Saturation } from '../../../src/run/search/saturation.ts';
import {
  search,
  type ProbeLength,
  type ProbeRun,
  type SearchGround,
} from '../../../src/run/search/search.ts';
import { random } from '../../../src/stats/index.ts';
import { ms, ratio } from '../../../src/units/index.ts';

const PROBE_NS = 4e9;
const SERVICE_MS = 10;
const PHASE = {
  phase: 'search',
  slo: 'p95(wait) < 50ms',
  precisionRatio: ratio(0.05),
  probeMs: ms(4000),
  durationMs: ms(30_000),
  label: 'search',
} as const;

/** One slot with constant service and Poisson arrivals, simulated task by task. */
function ground(
  capacityPerSec: number,
  seen: number[] = [],
  saturation: Saturation = { perSec: capacityPerSec, guessed: false },
): SearchGround {
  const source = random(7);
  const serviceNs = 1e9 / capacityPerSec;
  return {
    saturate: () => Promise.resolve(saturation),
    probe: (goal: Goal, ratePerSec: number, length: ProbeLength): Promise<ProbeRun> => {
      seen.push(ratePerSec);
      const meter = new ProbeMeter(goal, 0, PROBE_NS);
      let freeNs = 0;
      let early: boolean | undefined;
      let dueNs = 0;
      while ((dueNs += (1e9 / ratePerSec) * source.exponential()) < PROBE_NS && early === undefined) {
        const startNs = Math.max(freeNs, dueNs);
        freeNs = startNs + serviceNs;
        meter.task(dueNs, startNs, freeNs);
        if (length === 'short') early = meter.early(dueNs, (startNs - dueNs) / serviceNs, ratePerSec);
      }
      const durationMs = Math.min(dueNs, PROBE_NS) / 1e6;
      const backlogGrew = ratePerSec > 1.1 * capacityPerSec;
      return Promise.resolve({ meter, durationMs, early, unfinished: 0, backlogGrew });
    },
  };
}

test('the rate found keeps the goal and lies below saturation, where theory puts it', async () => {
  const found = await search(PHASE, ground(100));
  // M/D/1 with 10 ms: p95 of the wait reaches 50 ms near 73 % utilization.
  assert.ok(found.ratePerSec !== null);
  assert.ok(found.ratePerSec > 55 && found.ratePerSec < 90, `${found.ratePerSec}`);
  assert.ok(found.lowPerSec <= found.ratePerSec && found.ratePerSec <= found.highPerSec);
  assert.equal(found.probes.at(-1)?.kept, true, 'the last probe confirms the rate found');
});

test('a saturation that was guessed too low does not cap the answer', async () => {
  const low = { perSec: 45, guessed: true };
  const found = await search(PHASE, ground(100, [], low));
  assert.ok(found.ratePerSec !== null && found.ratePerSec > 55, `${found.ratePerSec}`);
  assert.ok(found.highPerSec > found.ratePerSec && found.highPerSec > 65, `${found.highPerSec}`);
  assert.equal(found.saturationPerSec, 45);
  const measured = await search(PHASE, ground(100, [], { perSec: 45, guessed: false }));
  assert.ok(measured.highPerSec <= 45, 'what a saturate phase has measured is the end');
});

test('above saturation a goal that only the length of the probe keeps is not kept', async () => {
  const seen: number[] = [];
  // Within 4 s no backlog can make anyone wait 30 s.
  const loose = { ...PHASE, slo: 'p95(wait) < 30s' };
  const found = await search(loose, ground(100, seen, { perSec: 95, guessed: true }));
  assert.ok(found.ratePerSec !== null && found.ratePerSec <= 110, `${found.ratePerSec}`);
  assert.ok(found.highPerSec <= 1.25 ** 2 * 95, `${found.highPerSec}`);
  assert.ok(seen.some((ratePerSec) => ratePerSec > 110));
});

test('saturating takes ten of the longest services, seen before or meanwhile', async () => {
  const host = (serviceMs: number, seenMs: number, measured?: number) => {
    const asked: number[] = [];
    return {
      asked,
      capacityPerSec: measured,
      longestServiceMs: seenMs,
      saturate(durationMs: number) {
        asked.push(durationMs);
        this.longestServiceMs = serviceMs;
        // Eight slots in step; what has not ended when the time is over does not count.
        return Promise.resolve((8 * Math.floor(durationMs / serviceMs)) / (durationMs / 1000));
      },
    };
  };
  const unseen = host(600, 0);
  assert.deepEqual(await findSaturation(unseen), { perSec: 8 / 0.6, guessed: true });
  assert.deepEqual(unseen.asked, [1000, 6000]);
  const seen = host(600, 600);
  await findSaturation(seen);
  assert.deepEqual(seen.asked, [6000]);
  const slow = host(1500, 0);
  assert.equal((await findSaturation(slow)).perSec, 8 / 1.5);
  const measured = host(600, 0, 13);
  assert.deepEqual(await findSaturation(measured), { perSec: 13, guessed: false });
  assert.deepEqual(measured.asked, []);
  await assert.rejects(findSaturation(host(600_000, 0)), { code: 'NO_TRIAL' });
  await assert.rejects(findSaturation(host(600, 0, 0)), { code: 'NO_TRIAL' });
});

test('a probe of which too few tasks ended has no mean and no interval, and keeps nothing', async () => {
  const probeOf = async (intendedNs: readonly number[], unfinished: number): Promise<Probe> => {
    const found = await search(PHASE, {
      saturate: () => Promise.resolve({ perSec: 1, guessed: false }),
      probe: (goal) => {
        const meter = new ProbeMeter(goal, 0, PROBE_NS);
        for (const dueNs of intendedNs) meter.task(dueNs, dueNs, dueNs + 1e6);
        return Promise.resolve({ meter, durationMs: 4000, early: undefined, unfinished, backlogGrew: false });
      },
    });
    const [first] = found.probes;
    assert.ok(first !== undefined);
    return first;
  };
  const figures = ({ tasks, mean, low, high, sureness, kept }: Probe) => ({
    tasks,
    mean,
    low,
    high,
    sureness,
    kept,
  });
  const unknown = { low: null, high: null, sureness: 'close', kept: false };
  assert.deepEqual(figures(await probeOf([], 0)), { tasks: 0, mean: null, ...unknown });
  assert.deepEqual(figures(await probeOf([2e9], 0)), { tasks: 1, mean: 0, ...unknown });
  assert.deepEqual(figures(await probeOf([2e9], 3)), { tasks: 4, mean: 0.75, ...unknown });
});

test('a goal that no rate keeps is answered with none, by few probes', async () => {
  const seen: number[] = [];
  const impossible = { ...PHASE, slo: `p95(end_to_end) < ${SERVICE_MS / 2}ms` };
  const found = await search(impossible, ground(100, seen));
  assert.equal(found.ratePerSec, null);
  assert.equal(found.lowPerSec, 0);
  assert.ok(seen.length <= 16, `${seen.length} probes`);
});

test('a probe that is clear ends before its time', async () => {
  const found = await search({ ...PHASE, slo: 'p50(wait) < 100ms' }, ground(2000));
  assert.equal(found.probes[0]?.kept, true);
  assert.ok((found.probes[0]?.durationMs ?? Infinity) <= PROBE_NS / 2e6);
  const broken = await search({ ...PHASE, slo: 'p95(end_to_end) < 5ms' }, ground(100));
  assert.ok((broken.probes[0]?.durationMs ?? Infinity) < PROBE_NS / 2e6);
});

test('a goal becomes a mean over tasks', () => {
  const p95 = goalOf(parseSlo('p95(wait) < 50ms'));
  assert.ok(Math.abs(p95.target - 0.05) < 1e-12);
  assert.equal(p95.valueOf(0, 50e6, 60e6), 1);
  assert.equal(p95.valueOf(0, 49e6, 60e6), 0);
  assert.equal(goalOf(parseSlo('p95(wait) <= 50ms')).valueOf(0, 50e6, 60e6), 0);
  assert.equal(goalOf(parseSlo('mean(end_to_end) < 1s')).valueOf(0, 50e6, 60e6), 60);
});

test('the bracket never holds a rate that broke below the one that it says was kept', () => {
  const probe = (ratePerSec: number, kept: boolean): Probe => ({
    ratePerSec,
    kept,
    durationMs: 1,
    tasks: 1,
    measuredMs: 1,
    mean: 0,
    low: 0,
    high: 0,
    target: 1,
    sureness: 'clear',
  });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.boolean()), { maxLength: 12 }),
      fc.boolean(),
      (all, guessed) => {
        const probes = all.map(([rate, kept]) => probe(rate, kept));
        const bounds = { saturation: { perSec: 100, guessed }, precisionRatio: 0.05 };
        const { keptPerSec, brokenPerSec } = bracketOf(probes, bounds);
        assert.ok(keptPerSec < brokenPerSec);
        const next = nextRate(probes, bounds);
        if (next !== undefined && probes.length > 0) assert.ok(next > keptPerSec && next < brokenPerSec);
      },
    ),
  );
});
