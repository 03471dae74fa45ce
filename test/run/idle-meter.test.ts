// Idle slots beside reserved tasks: whose, where and how long.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FleetLayout } from '../../src/run/collect/fleet-layout.ts';
import { IdleMeter, type IdleBin } from '../../src/run/collect/idle-meter.ts';
import { LevelRing } from '../../src/run/collect/level-ring.ts';
import { strandingOf } from '../../src/run/collect/stranding.ts';

const SECOND = 1e9;

test('a ring of levels holds in each bin what the intervals have in it', () => {
  const interval = fc.tuple(fc.nat({ max: 990 }), fc.nat({ max: 990 }));
  fc.assert(
    fc.property(fc.array(interval), (intervals) => {
      const ring = new LevelRing(100, 10);
      for (const [a, b] of intervals) ring.add(Math.min(a, b), Math.max(a, b));
      for (let bin = 0; bin < 100; bin++) {
        const overlap = ([a, b]: readonly [number, number]): number =>
          Math.max(0, Math.min(Math.max(a, b), 10 * bin + 10) - Math.max(Math.min(a, b), 10 * bin));
        const expected = intervals.reduce((sum, one) => sum + overlap(one), 0);
        assert.equal(ring.take(bin), expected);
      }
    }),
  );
});

test('a slot is stranded by tasks reserved elsewhere, and only by those that it could run', () => {
  const both = [
    [0, 1],
    [0, 1],
  ];
  const idle = { idle: 2, waiting: [0, 0] };
  const full = { idle: 0, waiting: [3, 0] };
  assert.deepEqual(strandingOf([idle, full], both), { stranded: 2, held: 0 });
  assert.deepEqual(strandingOf([idle, full], [[1], [0, 1]]), { stranded: 0, held: 0 });
});

test('what a worker holds itself is set against its own idle slots first', () => {
  const own = { idle: 2, waiting: [1] };
  const other = { idle: 0, waiting: [5] };
  assert.deepEqual(strandingOf([own, other], [[0, 1]]), { stranded: 1, held: 1 });
});

test('a queue that few consume gets its slots first', () => {
  const workers = [
    { idle: 1, waiting: [0, 0] },
    { idle: 1, waiting: [0, 0] },
    { idle: 0, waiting: [1, 1] },
  ];
  assert.equal(strandingOf(workers, [[0, 1], [0]]).stranded, 2);
});

test('no more is stranded or held than is idle or waits', () => {
  const moment = fc.record({
    idle: fc.nat({ max: 9 }),
    waiting: fc.array(fc.nat({ max: 9 }), { minLength: 2, maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1, maxLength: 5 }), (workers) => {
      const all = workers.map((_, index) => index);
      const { stranded, held } = strandingOf(workers, [all, all]);
      const idle = workers.reduce((sum, one) => sum + one.idle, 0);
      const waiting = workers.reduce((sum, one) => sum + (one.waiting[0] ?? 0) + (one.waiting[1] ?? 0), 0);
      // Where everybody runs everything, each idle slot finds its task as long as there are both.
      assert.ok(Math.abs(stranded + held - Math.min(idle, waiting)) < 1e-9);
    }),
  );
});

const TWO_WORKERS: FleetLayout = {
  workers: [
    { name: 'a', slots: 1, queues: ['default'] },
    { name: 'b', slots: 1, queues: ['default'] },
  ],
  tasks: [{ name: 't', queue: 'default' }],
};

function totals(meter: (onBin: (bin: IdleBin) => void) => IdleMeter, drive: (meter: IdleMeter) => void) {
  const sum = { idleNs: 0, strandedNs: 0, heldNs: 0 };
  const driven = meter((bin) => {
    sum.idleNs += bin.idleNs;
    sum.strandedNs += bin.strandedNs;
    sum.heldNs += bin.heldNs;
  });
  drive(driven);
  driven.finish();
  return { ...sum, cut: driven.cut };
}

test('a short task reserved behind a long one strands the idle slot of the other worker', () => {
  const from = 1000 * SECOND;
  const { strandedNs, heldNs, cut } = totals(
    (onBin) => new IdleMeter(TWO_WORKERS, onBin),
    (meter) => {
      meter.busy(0, from, from + 2 * SECOND);
      meter.waited(0, 0, from, from);
      meter.busy(0, from + 2 * SECOND, from + 2.1 * SECOND);
      meter.waited(0, 0, from + 0.5 * SECOND, from + 2 * SECOND);
    },
  );
  assert.ok(Math.abs(strandedNs - 1.5 * SECOND) < 1, `${strandedNs}`);
  assert.equal(heldNs, 0);
  assert.equal(cut, 0);
});

test('bins are judged while a long trial goes on, and a task that ran longer than they stay open is told', () => {
  let bins = 0;
  const meter = new IdleMeter(TWO_WORKERS, () => bins++);
  for (let second = 0; second < 3600; second++) {
    meter.busy(0, second * SECOND, (second + 1) * SECOND);
    meter.waited(0, 0, second * SECOND, second * SECOND);
  }
  assert.ok(bins > 350_000, `${bins} bins were judged on the way`);
  assert.equal(meter.cut, 0);
  meter.busy(1, 0, 3600 * SECOND);
  assert.equal(meter.cut, 1);
});
