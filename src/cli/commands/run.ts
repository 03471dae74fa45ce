// headcount run: scenario in, table, recommendation and report out.

import { join, resolve } from 'node:path';
import { chooseBroker, connectBroker, type ChosenBroker } from '../../broker/index.ts';
import { planFromResult, questionOf } from '../../capacity/index.ts';
import { EXIT, HeadcountError, type ExitCode } from '../../errors/index.ts';
import {
  checkClaim,
  checkThreshold,
  checkThresholdTasks,
  evaluateClaims,
  evaluateThresholds,
} from '../../gate/index.ts';
import { renderSummaryMarkdown, renderTerminalReport, writeHtmlReport } from '../../report/index.ts';
import {
  checkSlo,
  pointLatest,
  runDirectory,
  writeResult,
  writeRunFile,
  type BrokerRecord,
  type RunResult,
} from '../../result/index.ts';
import { runScenario, type RunBroker } from '../../run/index.ts';
import { loadScenario, type Scenario } from '../../scenario/index.ts';
import { defineCommand } from '../command.ts';
import type { Host, Output } from '../host.ts';
import { Progress } from '../progress.ts';
import { packageVersion } from '../version.ts';

export const runCommand = defineCommand({
  command: 'run <scenario..>',
  describe: 'Run a scenario: real workers, measured numbers, a worker count, a page',
  positionals: {
    scenario: { type: 'string', array: true, demandOption: true, describe: 'Scenario files' },
  },
  options: {
    broker: { type: 'string', describe: 'Broker URL; default: a private one for this run' },
    out: { type: 'string', default: 'reports', describe: 'Directory for results' },
    repeats: { type: 'number', describe: 'Runs of each cell, in place of the scenario’s' },
    set: { type: 'string', array: true, default: [], describe: 'Override a value: path=value' },
    only: { type: 'string', array: true, default: [], describe: 'Only matching cells: pool=prefork' },
    json: { type: 'boolean', default: false, describe: 'Print the result as one JSON document' },
  },
  examples: [
    ['headcount run scenarios/quickstart.yaml', 'all pools, a table, a page'],
    ['headcount run my.yaml --only pool=async --set repeats=5', 'one pool, five repeats'],
  ],
  run: async (args, host) => {
    let code: ExitCode = EXIT.done;
    for (const path of args.scenario) {
      const overrides = args.repeats === undefined ? args.set : [...args.set, `repeats=${args.repeats}`];
      const one = await runOne({ ...args, path, overrides }, host);
      code = worse(code, one);
      if (one === EXIT.interrupted) break;
    }
    return code;
  },
});

interface RunArguments {
  readonly path: string;
  readonly broker: string | undefined;
  readonly out: string;
  readonly overrides: readonly string[];
  readonly only: readonly string[];
  readonly json: boolean;
}

async function runOne(args: RunArguments, host: Host): Promise<ExitCode> {
  const { scenario, notes } = await loadScenario(args.path, {
    overrides: args.overrides,
    only: args.only,
    checkThreshold,
    checkSlo,
    checkClaim,
  });
  const names = scenario.workload.tasks.map((task) => task.name);
  checkThresholdTasks(scenario.thresholds, names);
  const people = args.json || !host.stdout.isTerminal ? host.stderr : host.stdout;
  for (const note of notes) people.write(`note: ${note}\n`);
  const result = await measure(scenario, args, host);
  return publish(result, args, host);
}

async function measure(scenario: Scenario, args: RunArguments, host: Host): Promise<RunResult> {
  const chosen = await chooseBroker({
    flag: args.broker,
    scenarioUrl: scenario.brokerUrl,
    env: host.env,
    durable: scenario.faults.some(({ action }) => action.fault === 'restart-broker'),
  });
  using interruption = interruptible(host);
  using progress = new Progress(host.stderr, scenario);
  try {
    const broker = await identify(chosen);
    progress.line(`broker: ${chosen.describe}`);
    return await runScenario({
      scenario,
      broker,
      env: host.env,
      signal: interruption.signal,
      onEvent: (event) => progress.show(event),
      version: packageVersion(),
    });
  } finally {
    await chosen.stop();
  }
}

async function identify(chosen: ChosenBroker): Promise<RunBroker> {
  await using broker = await connectBroker(chosen.url);
  const { kind, version } = broker.info;
  const record: BrokerRecord = {
    kind,
    version,
    url: withoutSecrets(chosen.url),
    ownedByRun: chosen.ownedByRun,
  };
  return {
    record,
    url: chosen.url,
    get pid() {
      return chosen.pid ?? undefined;
    },
    restart: chosen.restart,
  };
}

function withoutSecrets(url: string): string {
  const parsed = new URL(url);
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}

/** The first signal ends the trial under way; finished ones are kept. */
function interruptible(host: Host): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new Error('interrupted by the user'));
  const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => host.onSignal(name, abort));
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const handler of handlers) handler[Symbol.dispose]();
    },
  };
}

async function publish(result: RunResult, args: RunArguments, host: Host): Promise<ExitCode> {
  const directory = runDirectory(
    resolve(host.cwd, args.out),
    result.scenario.name,
    new Date(result.startedAt),
  );
  await writeResult(directory, result);
  const plan = planFromResult(result, questionOf(result));
  const outcomes = evaluateThresholds(result);
  await writeRunFile(directory, 'report.html', await writeHtmlReport(result, plan, outcomes));
  await writeRunFile(directory, 'summary.md', renderSummaryMarkdown(result, plan, outcomes));
  await pointLatest(directory);
  const people = args.json || !host.stdout.isTerminal ? host.stderr : host.stdout;
  people.write(`\n${renderTerminalReport(result, plan, outcomes, people.columns, inColour(people, host))}\n`);
  people.write(`\nreport: ${join(directory, 'report.html')}\n`);
  if (args.json) host.stdout.write(`${JSON.stringify({ ...result, claims: evaluateClaims(result) })}\n`);
  return exitCode(result, outcomes);
}

/** https://no-color.org: any value of NO_COLOR but the empty one turns colour off. */
function inColour(output: Output, host: Host): boolean {
  return output.isTerminal && (host.env['NO_COLOR'] ?? '') === '';
}

function exitCode(result: RunResult, outcomes: ReturnType<typeof evaluateThresholds>): ExitCode {
  if (result.outcome === 'interrupted') return EXIT.interrupted;
  if (!result.trials.some((trial) => trial.state === 'measured' || trial.state === 'invalid')) {
    throw new HeadcountError('NO_TRIAL', noTrialMessage(result), {
      hint: 'The report lists why each trial failed.',
    });
  }
  if (outcomes.some((outcome) => outcome.outcome === 'failed')) return EXIT.goalFailed;
  return outcomes.some((outcome) => outcome.outcome === 'undecided') ? EXIT.inconclusive : EXIT.done;
}

function noTrialMessage(result: RunResult): string {
  const first = result.trials.find((trial) => trial.failure !== null)?.failure;
  return `no trial produced a figure: ${first?.message ?? 'none was run'}`;
}

const SEVERITY: readonly ExitCode[] = [
  EXIT.done,
  EXIT.inconclusive,
  EXIT.goalFailed,
  EXIT.failed,
  EXIT.badInput,
  EXIT.interrupted,
];

function worse(a: ExitCode, b: ExitCode): ExitCode {
  return SEVERITY.indexOf(a) >= SEVERITY.indexOf(b) ? a : b;
}
