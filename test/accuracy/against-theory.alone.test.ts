// A short form of the comparison with theory: one slot and four, exponential and constant tasks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { predictWait } from '../../src/capacity/index.ts';
import { ms, perSecond } from '../../src/units/index.ts';
import { compareWithTheory } from './compare.ts';
import { measure } from './measure.ts';
import { rangeOfRuns } from './queue-runs.ts';
import { measureWay, type WayLoad } from './travel.ts';

const SHORT = `
name: against-theory-short
workload:
  tasks:
    - { name: exponential, kind: io, duration: { exponential: 20ms } }
    - { name: fixed, kind: io, duration: 20ms }
fleet: [ { name: web, pool: async, prefetch: 4 } ]
matrix: { concurrency: [1, 4] }
load:
  - { saturate: 1s }
  - { utilization: 60%, tasks: [exponential], duration: 3s }
  - { utilization: 60%, tasks: [fixed], duration: 3s }
warm-up: 300ms
`;

const WAY: WayLoad = {
  slots: 4,
  bodyMs: 20,
  phases: [
    { law: 'exponential', utilizationRatio: 0.6 },
    { law: 'fixed', utilizationRatio: 0.6 },
  ],
  phaseSec: 2,
};

/** Four comparisons of two figures each must hold by chance too. */
const CONFIDENCE = 0.99;

test('a real fleet waits as M/M/c and M/D/c say, wherever the trial is a measurement', async () => {
  const before = await measureWay(WAY);
  const result = await measure('short.yaml', { readFile: () => Promise.resolve(SHORT) });
  const rows = compareWithTheory(result, [before, await measureWay(WAY)], CONFIDENCE);
  assert.deepEqual(rows.map(({ model, slots }) => `${model} ${slots}`).toSorted(), [
    'M/D/c 1',
    'M/D/c 4',
    'M/M/c 1',
    'M/M/c 4',
  ]);
  for (const { mean, p95, model, slots, state } of rows) {
    // Whatever disturbs a machine makes tasks wait longer than theory says, never shorter.
    for (const { measuredMs, range } of [mean, p95]) {
      assert.ok(
        measuredMs >= 0.9 * range.low,
        `${model} ${slots}: ${measuredMs} ms, at least ${range.low} ms`,
      );
      // A trial that the rules refuse proves nothing about the upper side.
      if (state === 'measured')
        assert.ok(measuredMs <= range.high, `${model} ${slots}: ${measuredMs} ms, at most ${range.high} ms`);
    }
  }
});

test('the simulated runs lie around the formula', () => {
  for (const [law, serviceScv] of [
    ['exponential', 1],
    ['fixed', 0],
  ] as const) {
    for (const slots of [1, 4]) {
      const queue = { slots, ratePerSec: slots * 35, serviceMs: 20, law, waysMs: [0] };
      const { mean } = rangeOfRuns(queue, 5000, 0.95);
      const theory = predictWait({ slots, ratePerSec: perSecond(slots * 35), serviceMs: ms(20), serviceScv });
      assert.ok(mean.low < theory.meanMs && theory.meanMs < mean.high, `${law} ${slots}: ${theory.meanMs}`);
    }
  }
});
