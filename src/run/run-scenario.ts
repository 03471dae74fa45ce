// Runs every trial of a scenario, one after the other, and answers the result. A trial that fails is recorded and
// the rest go on; when the user stops the run, the trials that had finished are kept and the result says so.

import { randomBytes } from 'node:crypto';
import {
  FORMAT_NAME,
  FORMAT_VERSION,
  readEnvironment,
  type Calibration,
  type ResultWarning,
  type RunResult,
  type TrialRecord,
} from '../result/index.ts';
import type { Scenario } from '../scenario/index.ts';
import { createSystem } from '../system/index.ts';
import { calibrateCpu } from '../workload/index.ts';
import type { RunRequest } from './contract.ts';
import { GeneratorPool } from './generator/generator-pool.ts';
import { RunClock } from './run-clock.ts';
import { conductTrial, type TrialSetup } from './trial/trial.ts';
import { trialOrder } from './trial/trial-order.ts';

export async function runScenario(request: RunRequest): Promise<RunResult> {
  const { scenario, onEvent, signal } = request;
  const startedAt = new Date();
  const environment = await readEnvironment(scenario.source.path, request.version);
  const calibration = calibrate(scenario);
  if (calibration !== null) onEvent({ event: 'calibrated', ...calibration });
  const trials = await runTrials(request, calibration?.cpuIterationsPerMs ?? 1);
  return {
    format: FORMAT_NAME,
    version: FORMAT_VERSION,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    outcome: signal.aborted ? 'interrupted' : 'completed',
    scenario: { name: scenario.name, description: scenario.description, ...scenario.source },
    seed: scenario.seed,
    environment,
    broker: request.broker.record,
    calibration,
    ...describe(scenario),
    trials: [...trials],
    warnings: [...runWarnings(scenario)],
  };
}

async function runTrials(request: RunRequest, cpuIterationsPerMs: number): Promise<readonly TrialRecord[]> {
  const { scenario, broker, env, signal, onEvent } = request;
  const records: TrialRecord[] = [];
  const clock = new RunClock(scenario);
  const runId = randomBytes(4).toString('hex');
  await using generators = new GeneratorPool(env);
  for (const trial of trialOrder(scenario)) {
    if (signal.aborted) break;
    onEvent({ event: 'trial-started', trial, leftMs: clock.leftMs(trial) });
    const setup: TrialSetup = {
      scenario,
      position: trial,
      system: createSystem(trial.cell.system, env),
      broker,
      generator: await generators.take(),
      runId,
      cpuIterationsPerMs,
      signal,
      onFleet: ({ workers }) => onEvent({ event: 'fleet-ready', trial, pids: workers.map(({ pid }) => pid) }),
      onPhase: (phase) => onEvent({ event: 'phase-started', trial, phase }),
    };
    const record = await conductTrial(setup);
    clock.ended(record);
    records.push(record);
    onEvent({ event: 'trial-ended', trial, record });
  }
  return records;
}

/** On an idle machine, before anything else runs. */
function calibrate(scenario: Scenario): Calibration | null {
  if (!scenario.workload.tasks.some((task) => task.kind === 'cpu')) return null;
  const { iterationsPerMs, spreadRatio } = calibrateCpu();
  return { cpuIterationsPerMs: iterationsPerMs, spreadRatio };
}

function describe(scenario: Scenario): Pick<RunResult, 'workload' | 'thresholds' | 'plan' | 'cells'> {
  const { ratePerSec, slo, machine, headroomRatio, survive } = scenario.plan;
  return {
    workload: { tasks: scenario.workload.tasks.map((task) => ({ ...task, duration: { ...task.duration } })) },
    thresholds: [...scenario.thresholds],
    plan: {
      slo: [...slo],
      headroomRatio,
      survive,
      ...(ratePerSec === undefined ? {} : { ratePerSec }),
      ...(machine === undefined ? {} : { machine: { ...machine } }),
    },
    cells: scenario.cells.map((cell) => ({
      ...cell,
      settings: { ...cell.settings },
      fleet: cell.fleet.map((group) => ({ ...group, queues: [...group.queues] })),
    })),
  };
}

function runWarnings(scenario: Scenario): readonly ResultWarning[] {
  return scenario.repeats === 1 ? [{ code: 'single-repeat', detail: 'repeats: 1' }] : [];
}
