// The search against a fleet that is a formula: it finds the rate at which the goal breaks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSlo, type Probe } from '../../../src/result/index.ts';
import { bracketOf, nextRate } from '../../../src/run/search/bracket.ts';
import { goalOf, type Goal } from '../../../src/run/search/goal.ts';
import { ProbeMeter } from '../../../src/run/search/probe-meter.ts';
import { search, type ProbeRun, type SearchGround } from '../../../src/run/search/search.ts';
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
function ground(capacityPerSec: number, seen: number[] = []): SearchGround {
  const source = random(7);
  const serviceNs = 1e9 / capacityPerSec;
  return {
    saturate: () => Promise.resolve(capacityPerSec),
    probe: (goal: Goal, ratePerSec: number, measured: boolean): Promise<ProbeRun> => {
      seen.push(ratePerSec);
      const meter = new ProbeMeter(goal, 0, PROBE_NS);
      let freeNs = 0;
      let early: boolean | undefined;
      let dueNs = 0;
      while ((dueNs += (1e9 / ratePerSec) * source.exponential()) < PROBE_NS && early === undefined) {
        const startNs = Math.max(freeNs, dueNs);
        freeNs = startNs + serviceNs;
        meter.task(dueNs, startNs, freeNs);
        if (!measured) early = meter.early(dueNs, (startNs - dueNs) / serviceNs, ratePerSec);
      }
      return Promise.resolve({ meter, durationMs: Math.min(dueNs, PROBE_NS) / 1e6, early, unfinished: 0 });
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
      (all) => {
        const probes = all.map(([rate, kept]) => probe(rate, kept));
        const { keptPerSec, brokenPerSec } = bracketOf(probes, 100);
        assert.ok(keptPerSec < brokenPerSec);
        const next = nextRate(probes, 100, 0.05);
        if (next !== undefined && probes.length > 0) assert.ok(next > keptPerSec && next < brokenPerSec);
      },
    ),
  );
});
