// Runs every trial of a scenario, one after the other, and answers the result. A trial that fails is recorded and
// the rest go on; when the user stops the run, the trials that had finished are kept and the result says so.

import { randomBytes } from 'node:crypto';
import {
  cellIntervals,
  FORMAT_NAME,
  FORMAT_VERSION,
  readEnvironment,
  type Certificate,
  type ResultWarning,
  type RunResult,
  type TrialRecord,
} from '../result/index.ts';
import { HeadcountError } from '../errors/index.ts';
import type { Cell, Scenario } from '../scenario/index.ts';
import type { OwnArguments, TaskProfile } from '../workload/index.ts';
import type { RunRequest } from './contract.ts';
import { examine } from './doctor/examine.ts';
import { checkBrokerFaults } from './faults/fault-broker.ts';
import { withFoundCell } from './found-cell.ts';
import { GeneratorPool } from './generator/generator-pool.ts';
import { memoryBudget } from './resources/growth/memory-budget.ts';
import { RunClock } from './run-clock.ts';
import { prepareSystems, type SystemsUnderTest } from './systems-under-test.ts';
import { shownCall } from './targets/shown-call.ts';
import { conductTrial, type TrialSetup } from './trial/trial.ts';
import { trialOrder } from './trial/trial-order.ts';

export async function runScenario(request: RunRequest): Promise<RunResult> {
  const { onEvent, signal } = request;
  checkBrokerFaults(request.scenario.faults, request.broker);
  checkAttachable(request);
  const startedAt = new Date();
  const environment = await readEnvironment(request.scenario.source.path, request.version);
  const certificate = await examine({ brokerUrl: request.broker.url, env: request.env, depth: 'short' });
  const systems = await prepareSystems(request.scenario, request.env, request.broker.url);
  const scenario = withFoundCell(request.scenario, systems);
  const records = Array.from(systems.values(), ({ record }) => record);
  for (const system of records) onEvent({ event: 'prepared', system });
  const memory = memoryBudget(scenario.plan.machine, environment);
  const trials = await runTrials({ ...request, scenario }, systems, memory);
  return {
    format: FORMAT_NAME,
    version: FORMAT_VERSION,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    outcome: signal.aborted ? 'interrupted' : 'completed',
    scenario: scenarioRecord(scenario),
    seed: scenario.seed,
    environment,
    broker: request.broker.record,
    systems: records,
    certificate,
    ...describe(scenario),
    trials: [...trials],
    intervals: [...cellIntervals(scenario.cells, trials)],
    warnings: [...runWarnings(scenario, certificate)],
  };
}

function scenarioRecord({ name, description, source }: Scenario): RunResult['scenario'] {
  return { name, description, ...source, overrides: [...source.overrides], only: [...source.only] };
}

function checkAttachable({ scenario, broker }: RunRequest): void {
  if (scenario.attach === undefined || !broker.record.ownedByRun) return;
  throw new HeadcountError(
    'BAD_SCENARIO',
    'attach needs the broker that the workers use, and none was named',
    {
      hint: 'Say --broker redis://HOST:6379/0, or write broker: in the scenario.',
    },
  );
}

async function runTrials(
  request: RunRequest,
  systems: SystemsUnderTest,
  memory: TrialSetup['memory'],
): Promise<readonly TrialRecord[]> {
  const { scenario, broker, env, signal, onEvent } = request;
  const records: TrialRecord[] = [];
  const clock = new RunClock(scenario);
  const runId = randomBytes(4).toString('hex');
  await using generators = new GeneratorPool(env, scenario.generators);
  for (const trial of trialOrder(scenario)) {
    if (signal.aborted) break;
    onEvent({ event: 'trial-started', trial, leftMs: clock.leftMs(trial) });
    const { system, cpuIterationsPerMs } = underTest(systems, trial.cell);
    const setup: TrialSetup = {
      scenario,
      position: trial,
      system,
      broker,
      takeGenerators: () => generators.take(),
      env,
      runId,
      cpuIterationsPerMs,
      memory,
      signal,
      onFleet: ({ workers }) => onEvent({ event: 'fleet-ready', trial, pids: workers.map(({ pid }) => pid) }),
      onPhase: (phase) => onEvent({ event: 'phase-started', trial, phase }),
      onFault: (detail) => onEvent({ event: 'fault', trial, detail }),
    };
    const record = await conductTrial(setup);
    clock.ended(record);
    records.push(record);
    onEvent({ event: 'trial-ended', trial, record });
  }
  return records;
}

function underTest(systems: SystemsUnderTest, cell: Cell): Pick<TrialSetup, 'system' | 'cpuIterationsPerMs'> {
  const found = systems.get(cell.system);
  if (found === undefined) throw new HeadcountError('BUG', `system ${cell.system} was not prepared`);
  const { system, record } = found;
  return { system, cpuIterationsPerMs: record.calibration?.cpuIterationsPerMs ?? 1 };
}

function describe(
  scenario: Scenario,
): Pick<RunResult, 'workload' | 'thresholds' | 'claims' | 'plan' | 'cells'> {
  const { ratePerSec, slo, machine, headroomRatio, survive } = scenario.plan;
  return {
    workload: { tasks: scenario.workload.tasks.map(taskRecord) },
    thresholds: [...scenario.thresholds],
    claims: [...scenario.claims],
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

function taskRecord(task: TaskProfile): RunResult['workload']['tasks'][number] {
  const { duration, wait, call, own, ...plain } = task;
  return {
    ...plain,
    duration: { ...duration },
    ...(wait === undefined ? {} : { wait: { ...wait } }),
    ...(call === undefined ? {} : { call: shownCall(call) }),
    ...(own === undefined ? {} : { own: shownArguments(own) }),
  };
}

// The arguments themselves may be secret, and large.
function shownArguments(own: OwnArguments): NonNullable<RunResult['workload']['tasks'][number]['own']> {
  return own.from === 'file' ? { from: own.from, source: own.source } : { from: own.from };
}

function runWarnings(scenario: Scenario, { checks }: Certificate): readonly ResultWarning[] {
  const bad = checks.filter(({ state }) => state === 'bad');
  const detail = bad.map(({ check, finding }) => `${check}: ${finding}`).join('; ');
  return [
    ...(bad.length > 0 ? [{ code: 'unfit-machine', detail } as const] : []),
    ...(scenario.repeats === 1 ? [{ code: 'single-repeat', detail: 'repeats: 1' } as const] : []),
  ];
}
