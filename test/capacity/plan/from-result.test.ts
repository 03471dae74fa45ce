// Plans from a run.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planFromResult, questionOf } from '../../../src/capacity/index.ts';
import { parseSlo } from '../../../src/result/index.ts';
import type { FleetPlan, PlanQuestion, SizedSetting } from '../../../src/capacity/index.ts';
import { HeadcountError } from '../../../src/errors/index.ts';
import type { RunResult, TrialRecord } from '../../../src/result/index.ts';
import { bytes, perSecond, ratio } from '../../../src/units/index.ts';
import { buildRunResult } from '../../fixtures/run-result.ts';
import type { CellFigures } from '../../fixtures/run-result.ts';
import { near } from '../reference.ts';

const QUESTION: PlanQuestion = {
  ratePerSec: perSecond(500),
  slos: [parseSlo('p95(wait) < 1s')],
  headroomRatio: ratio(0.3),
  survive: 0,
};

const CELL: CellFigures = {
  pool: 'prefork',
  concurrency: 8,
  prefetch: 1,
  capacityPerSec: 400,
  serviceMeanMs: 20,
  cpuMsPerTask: 4,
  memoryBytes: 300 * 2 ** 20,
};

// Building a result draws and encodes histograms: once for each set of cells is enough.
const built = new Map<string, RunResult>();

function run(cells: readonly CellFigures[], repeats = 1): RunResult {
  const key = JSON.stringify([cells, repeats]);
  const result = built.get(key) ?? buildRunResult({ cells, repeats, noiseRatio: 0, observations: 500 });
  built.set(key, result);
  return result;
}

function fleetPlan(result: RunResult, change: Partial<PlanQuestion> = {}): FleetPlan {
  const plan = planFromResult(result, { ...QUESTION, ...change });
  assert.equal(plan.kind, 'fleet', JSON.stringify(plan));
  return plan;
}

const codes = (one: SizedSetting): readonly string[] => one.warnings.map(({ code }) => code);

describe('planFromResult', () => {
  it('sizes from the measured capacity: slots by Little, workers by headroom', () => {
    const { recommended } = fleetPlan(run([CELL]));
    // 400/s from 8 slots: a task holds a slot for 20 ms, 500/s keep 10 busy; 10 / 0.7 / 8 = 1.8 workers.
    near(recommended.setting.effectiveServiceMs, 20, 1e-9);
    near(recommended.busySlots, 10, 1e-9);
    assert.equal(recommended.workers, 2);
    near(recommended.forecast.utilizationRatio, 10 / 16, 1e-9);
    near(recommended.cores ?? 0, 2, 1e-9);
    near(recommended.memoryBytes ?? 0, 600 * 2 ** 20, 1e-9);
  });

  it('counts the measured fleet by its workers', () => {
    const { recommended } = fleetPlan(run([{ ...CELL, workers: 2, capacityPerSec: 800 }]));
    assert.equal(recommended.setting.concurrency, 8);
    near(recommended.setting.effectiveServiceMs, 20, 1e-9);
    near(recommended.setting.memoryPerWorkerBytes ?? 0, 150 * 2 ** 20, 1e-9);
    assert.ok(!codes(recommended).includes('extrapolated-fleet'));
  });

  it('meets a tight SLO with more workers than headroom alone asks for', () => {
    const loose = fleetPlan(run([CELL])).recommended;
    const tight = fleetPlan(run([CELL]), { slos: [parseSlo('p99(wait) < 1ms')] });
    assert.equal(tight.recommended.slos[0]?.holds, true);
    assert.ok(tight.recommended.workers > loose.workers);
    assert.match(tight.reason, /predicted p99\(wait\) .* against 1 ms/);
  });

  it('answers an end-to-end SLO by the body and the wait together', () => {
    const slow = { ...CELL, capacityPerSec: 390 };
    const { recommended } = fleetPlan(run([slow]), { slos: [parseSlo('p95(end_to_end) < 35ms')] });
    const [slo] = recommended.slos;
    assert.equal(slo?.holds, true);
    // Bodies are uniform from 10 to 30 ms: their own p95 is 29 ms, and dispatching is at most 0.5 ms of wait.
    assert.ok((slo?.predictedMs ?? 0) > 29 && (slo?.predictedMs ?? 0) < 35);
  });

  it('gives the reason of the trials that count before that of those that do not, and refusals, not warnings', () => {
    const base = run([CELL], 2);
    const voided = (trial: TrialRecord): TrialRecord => ({
      ...trial,
      state: 'invalid',
      warnings: [{ code: 'host-busy', detail: 'the machine was busy' }],
      refusals: [{ code: 'never-steady', detail: 'it changed all through' }],
    });
    const reasonOf = (trials: readonly TrialRecord[]): string => {
      const plan = planFromResult({ ...base, trials: [...trials] }, QUESTION);
      const [setting] = plan.settings;
      return setting?.state === 'not-usable' ? setting.reason : (setting?.state ?? 'no setting');
    };
    const closed = base.trials.map((trial) => ({ ...trial, capacityPerSec: null }));
    const [first, second] = closed;
    assert.ok(first && second);
    assert.match(reasonOf([voided(first), second]), /^its capacity is not known/);
    assert.equal(reasonOf(closed.map(voided)), 'invalid (never-steady)');
  });

  it('says so where no number of workers can keep the promise', () => {
    const plan = planFromResult(run([CELL]), { ...QUESTION, slos: [parseSlo('p95(end_to_end) < 25ms')] });
    assert.equal(plan.kind, 'impossible');
    assert.equal(plan.why, 'out-of-reach');
    const [setting] = plan.settings;
    assert.ok(setting?.state === 'out-of-reach');
    assert.match(setting.reason, /the task alone takes 29(\.\d)? ms, whatever the number of workers/);
  });

  it('keeps the goal with the workers to spare gone', () => {
    const base = fleetPlan(run([CELL])).recommended;
    const spare = fleetPlan(run([CELL]), { survive: 2 }).recommended;
    assert.equal(spare.workers, base.workers + 2);
    assert.equal(spare.neededWorkers, base.workers);
    assert.deepEqual(spare.degraded.workers, base.workers);
    assert.ok(spare.forecast.utilizationRatio < spare.degraded.utilizationRatio);
  });

  it('takes the highest measured capacity when no rate is asked, and says so', () => {
    const { ratePerSec: _, ...noRate } = QUESTION;
    const plan = planFromResult(run([CELL, { ...CELL, pool: 'threads', capacityPerSec: 450 }]), noRate);
    assert.equal(plan.kind, 'fleet');
    near(plan.goal.ratePerSec, 450, 1e-9);
    assert.equal(plan.goal.rateFrom, 'highest-measured');
  });

  it('recommends the least CPU and memory without a machine', () => {
    const lean = { ...CELL, pool: 'async', memoryBytes: 80 * 2 ** 20 };
    const plan = fleetPlan(run([CELL, lean, { ...CELL, pool: 'threads', cpuMsPerTask: 40 }]));
    assert.equal(plan.recommended.setting.pool, 'async');
    assert.match(plan.reason, /^async -c 8 --prefetch 1 with 2 workers: 500\/s keeps 10 of 16 slots busy; /);
    assert.match(plan.reason, /least CPU and memory together .* of the 3 settings that meet the goal\.$/);
  });

  it('recommends the fewest machines with one', () => {
    const hungry = { ...CELL, pool: 'async', memoryBytes: 80 * 2 ** 20, cpuMsPerTask: 30 };
    const machine = { cpus: 4, memoryBytes: bytes(2 ** 33), pricePerHour: 0.5 };
    const plan = fleetPlan(run([hungry, CELL]), { ratePerSec: perSecond(1000), machine });
    assert.equal(plan.recommended.setting.pool, 'prefork');
    // 4 cores at 1,000/s, 2.8 usable of each machine.
    assert.equal(plan.recommended.machines?.machines, 2);
    near(plan.recommended.machines?.pricePerHour ?? 0, 1, 1e-12);
    assert.match(plan.reason, /costs less than its 2 machines at 1\/h/);
  });

  it('spreads workers until each fits a machine, and says when one machine is smaller than what was measured', () => {
    const machine = { cpus: 1, memoryBytes: bytes(2 ** 33) };
    const { recommended } = fleetPlan(run([CELL]), { machine });
    // 2 cores at 500/s, 0.7 usable on each machine: 3 workers.
    assert.equal(recommended.workers, 3);
    assert.equal(recommended.machines?.machines, 3);
    assert.ok(codes(recommended).includes('smaller-machine'));
  });

  it('leaves out a setting whose worker does not fit the machine', () => {
    const machine = { cpus: 8, memoryBytes: bytes(200 * 2 ** 20) };
    const plan = fleetPlan(run([CELL, { ...CELL, pool: 'async', memoryBytes: 80 * 2 ** 20 }]), { machine });
    assert.equal(plan.recommended.setting.pool, 'async');
    const [prefork] = plan.settings;
    assert.ok(prefork?.state === 'out-of-reach');
    assert.match(prefork.reason, /one worker takes 300 MiB, a machine has 200 MiB/);
  });

  it('counts only measured trials, and names why a cell is not usable', () => {
    const cells: CellFigures[] = [
      CELL,
      { ...CELL, pool: 'threads', state: 'failed' },
      { ...CELL, pool: 'async', state: 'invalid' },
      { ...CELL, pool: 'solo', concurrency: 1, state: 'interrupted' },
    ];
    const { settings } = fleetPlan(run(cells));
    const states = settings.map((one) => one.state);
    assert.deepEqual(states, ['meets-goal', 'not-usable', 'not-usable', 'not-usable']);
    const reasons = settings.flatMap((one) => (one.state === 'not-usable' ? [one.reason] : []));
    assert.match(reasons[0] ?? '', /worker web-1 exited with code 1/);
    assert.match(reasons[1] ?? '', /invalid/);
  });

  it('is impossible where nothing was measured', () => {
    const plan = planFromResult(run([{ ...CELL, state: 'failed' }]), QUESTION);
    assert.equal(plan.kind, 'impossible');
    assert.equal(plan.why, 'no-usable-cell');
  });

  it('refuses to count workers of a mixed fleet', () => {
    const result = run([CELL]);
    const [cell] = result.cells;
    const [group] = cell?.fleet ?? [];
    assert.ok(cell && group);
    const mixed = { ...cell, fleet: [group, { ...group, name: 'batch', queues: ['batch'], concurrency: 2 }] };
    const plan = planFromResult({ ...result, cells: [mixed] }, QUESTION);
    assert.equal(plan.kind, 'impossible');
    const [setting] = plan.settings;
    assert.ok(setting?.state === 'not-usable');
    assert.match(setting.reason, /mixes kinds of workers/);
  });

  it('sizes by the worst case of reserving ahead and gives the best beside it', () => {
    const plan = fleetPlan(run([{ ...CELL, pool: 'solo', concurrency: 1, capacityPerSec: 50 }]), {
      slos: [parseSlo('p99(wait) < 30ms')],
    });
    const { recommended } = plan;
    assert.equal(recommended.basis, 'split');
    assert.ok(recommended.neededIfShared < recommended.neededWorkers);
    assert.ok((recommended.ifShared.p99Ms ?? 0) < (recommended.ifSplit.p99Ms ?? 0));
    assert.ok(codes(recommended).includes('split-queue'));
    assert.match(plan.assumptions.join('\n'), /sized for the latter/);
  });

  it('takes one shared queue for BullMQ, which fetches for free slots only', () => {
    const result = run([{ ...CELL, pool: 'async' }]);
    const cells = result.cells.map((cell) => ({ ...cell, system: 'bullmq' as const }));
    const { recommended } = fleetPlan({ ...result, cells });
    assert.equal(recommended.basis, 'shared');
  });

  it('counts dispatching as wait, but no more than tasks were seen to wait', () => {
    // 8 slots do 200/s, so a task holds one for 40 ms; its body takes 20.
    const [far, near20] = [30, 3].map((waitMeanMs) => {
      const cell = { ...CELL, capacityPerSec: 200, waitMeanMs };
      return fleetPlan(run([cell])).recommended.setting;
    });
    near(far?.overheadMs ?? 0, 20, 0.02);
    near(near20?.overheadMs ?? 0, 3, 0.05);
  });

  it('compares the model with the open-loop phases that were run', () => {
    const { checks } = fleetPlan(run([CELL]));
    assert.equal(checks.length, 1);
    near(checks[0]?.offeredPerSec ?? 0, 280, 1e-6);
    near(checks[0]?.utilizationRatio ?? 0, 0.7, 1e-6);
    assert.ok((checks[0]?.measuredP95WaitMs ?? 0) > 0);
  });

  it('warns of a fleet far larger than measured, of too few service times, of warnings in the trials', () => {
    const result = buildRunResult({ cells: [CELL], observations: 40 });
    const slos = [parseSlo('p99(end_to_end) < 1s')];
    const { recommended } = fleetPlan(result, { slos, ratePerSec: perSecond(5000) });
    assert.deepEqual(codes(recommended).slice(-2), ['extrapolated-fleet', 'few-service-times']);
    const trials = result.trials.map((trial) => ({
      ...trial,
      warnings: [{ code: 'host-busy' as const, detail: '99 %' }],
    }));
    const warned = fleetPlan({ ...result, trials }).recommended.warnings.at(-1);
    assert.deepEqual(warned, { code: 'measured-with-warnings', detail: 'host-busy' });
  });

  it('prints assumptions with figures, repeats among them', () => {
    const text = fleetPlan(run([CELL], 3)).assumptions.join('\n');
    assert.match(text, /Poisson/);
    assert.match(text, /Headroom of 30 %: at the planned rate at most 70 %/);
    assert.match(text, /mean of 3 repeats/);
    assert.match(text, /Measured on 2 CPUs/);
    assert.match(text, /1\.6 cores when saturated/);
    assert.match(fleetPlan(run([CELL], 1)).assumptions.join('\n'), /Measured once/);
  });

  it('reads the plan section of a run as a question', () => {
    const result = buildRunResult({ plan: { machine: { cpus: 2, memoryBytes: 100 }, survive: 1 } });
    const question = questionOf(result);
    assert.equal(question.ratePerSec, 500);
    assert.equal(question.slos[0]?.text, 'p95(wait) < 1s');
    assert.deepEqual(question.machine, { cpus: 2, memoryBytes: 100 });
  });

  it('refuses a question that makes no sense', () => {
    const bad: Partial<PlanQuestion>[] = [
      { ratePerSec: perSecond(0) },
      { headroomRatio: ratio(1.2) },
      { survive: -1 },
      { machine: { cpus: 0, memoryBytes: bytes(1) } },
    ];
    for (const change of bad) {
      assert.throws(
        () => planFromResult(run([CELL]), { ...QUESTION, ...change }),
        (error: unknown) => error instanceof HeadcountError && error.code === 'BAD_PLAN',
      );
    }
  });

  it('is plain data: nothing is lost in JSON', () => {
    const plan = fleetPlan(run([CELL]), {
      machine: { cpus: 8, memoryBytes: bytes(2 ** 34), pricePerHour: 1 },
    });
    assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
  });
});
