// Plans from a run whose workers could not all be looked at: what they use is not known, and never nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planFromResult } from '../../../src/capacity/index.ts';
import type { FleetPlan, PlanMachine, SizedSetting } from '../../../src/capacity/index.ts';
import type { RunResult } from '../../../src/result/index.ts';
import { bytes, perSecond, ratio } from '../../../src/units/index.ts';
import { unseen } from '../../fixtures/resource-records.ts';
import { buildRunResult, withResources } from '../../fixtures/run-result.ts';
import type { CellFigures } from '../../fixtures/run-result.ts';
import { near } from '../reference.ts';

const CELL: CellFigures = {
  pool: 'prefork',
  concurrency: 8,
  prefetch: 1,
  capacityPerSec: 400,
  serviceMeanMs: 20,
  cpuMsPerTask: 4,
  memoryBytes: 300 * 2 ** 20,
};

const run = (cells: readonly CellFigures[], repeats = 1): RunResult =>
  buildRunResult({ cells, repeats, noiseRatio: 0, observations: 500 });

function fleetPlan(result: RunResult, machine?: PlanMachine): FleetPlan {
  const question = { ratePerSec: perSecond(500), slos: [], headroomRatio: ratio(0.3), survive: 0 };
  const plan = planFromResult(result, machine === undefined ? question : { ...question, machine });
  assert.equal(plan.kind, 'fleet', JSON.stringify(plan));
  return plan;
}

const codes = (one: SizedSetting): readonly string[] => one.warnings.map(({ code }) => code);

test('plans neither CPU nor memory nor machines of a fleet that could not be looked at, and says why', () => {
  const machine = { cpus: 4, memoryBytes: bytes(2 ** 33), pricePerHour: 0.5 };
  const { recommended, reason, assumptions } = fleetPlan(withResources(run([CELL]), unseen), machine);
  assert.equal(recommended.workers, 2);
  const { cpuMsPerTask, coresPerWorker, memoryPerWorkerBytes } = recommended.setting;
  assert.deepEqual([cpuMsPerTask, coresPerWorker, memoryPerWorkerBytes], [null, null, null]);
  assert.deepEqual([recommended.cores, recommended.memoryBytes, recommended.machines], [null, null, null]);
  const warning = recommended.warnings.find(({ code }) => code === 'use-not-measured');
  assert.equal(warning?.detail, 'no figures of CPU and memory: no machines are planned');
  assert.doesNotMatch(`${reason} ${assumptions.join(' ')}`, /\b0 (B|CPU|cores|ms)\b|PSS/);
});

test('takes CPU and memory from the repeats that have them', () => {
  const result = withResources(run([CELL], 2), (resources, { repeat }) =>
    repeat === 1 ? unseen(resources) : resources,
  );
  const { recommended } = fleetPlan(result);
  near(recommended.setting.cpuMsPerTask ?? 0, 4, 1e-9);
  near(recommended.setting.coresPerWorker ?? 0, 1.6, 1e-9);
  near(recommended.memoryBytes ?? 0, 600 * 2 ** 20, 1e-9);
  assert.ok(!codes(recommended).includes('use-not-measured'));
});

test('recommends what was seen to be cheap before what was not seen at all', () => {
  const result = withResources(run([{ ...CELL, pool: 'async' }, CELL]), (resources, { order }) =>
    order === 1 ? unseen(resources) : resources,
  );
  for (const machine of [undefined, { cpus: 4, memoryBytes: bytes(2 ** 33) }]) {
    assert.equal(fleetPlan(result, machine).recommended.setting.pool, 'prefork');
  }
  const blind = fleetPlan(withResources(result, unseen));
  assert.match(
    blind.reason,
    /fewest workers of the 2 settings that meet the goal; CPU and memory .* not measured\.$/,
  );
});
