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
import { peopleOutput, type Host, type Output } from '../host.ts';
import { Progress } from '../progress.ts';
import { reportError } from '../report-error.ts';
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
    json: {
      type: 'boolean',
      default: false,
      describe: 'Print the result as one JSON document; of several scenarios an array',
    },
  },
  examples: [
    ['headcount run scenarios/quickstart.yaml', 'all pools, a table, a page'],
    ['headcount run my.yaml --only pool=async --set repeats=5', 'one pool, five repeats'],
  ],
  run: async (args, host) => {
    const overrides = args.repeats === undefined ? args.set : [...args.set, `repeats=${args.repeats}`];
    // All of them before the first runs: a typing error in the last is told now, not in an hour.
    const loaded: Loaded[] = [];
    for (const path of args.scenario) loaded.push(await load(path, overrides, args.only));
    const people = peopleOutput(host, args.json);
    for (const note of loaded.flatMap(({ notes }) => notes)) people.write(`note: ${note}\n`);
    return await runAll(
      loaded.map(({ scenario }) => scenario),
      args,
      host,
    );
  },
});

interface RunArguments {
  readonly broker: string | undefined;
  readonly out: string;
  readonly json: boolean;
}

type Loaded = Awaited<ReturnType<typeof loadScenario>>;

async function load(path: string, overrides: readonly string[], only: readonly string[]): Promise<Loaded> {
  const loaded = await loadScenario(path, { overrides, only, checkThreshold, checkSlo, checkClaim });
  const { thresholds, workload } = loaded.scenario;
  checkThresholdTasks(
    thresholds,
    workload.tasks.map((task) => task.name),
  );
  return loaded;
}

// One JSON document on stdout whatever the number: of several scenarios an array of their results.
async function runAll(scenarios: readonly Scenario[], args: RunArguments, host: Host): Promise<ExitCode> {
  const results: RunResult[] = [];
  let code: ExitCode = EXIT.done;
  for (const scenario of scenarios) {
    const result = await measure(scenario, args, host);
    results.push(result);
    code = worse(code, await publish(result, args, host));
    if (result.outcome === 'interrupted') break;
  }
  const documents = results.map((result) => ({ ...result, claims: evaluateClaims(result) }));
  if (args.json) host.stdout.write(`${JSON.stringify(scenarios.length === 1 ? documents[0] : documents)}\n`);
  return code;
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
  const people = peopleOutput(host, args.json);
  people.write(`\n${renderTerminalReport(result, plan, outcomes, people.columns, inColour(people, host))}\n`);
  people.write(`\nreport: ${join(directory, 'report.html')}\n`);
  return exitCode(result, outcomes, host);
}

/** https://no-color.org: any value of NO_COLOR but the empty one turns colour off. */
function inColour(output: Output, host: Host): boolean {
  return output.isTerminal && (host.env['NO_COLOR'] ?? '') === '';
}

function exitCode(result: RunResult, outcomes: ReturnType<typeof evaluateThresholds>, host: Host): ExitCode {
  if (result.outcome === 'interrupted') return EXIT.interrupted;
  if (!result.trials.some((trial) => trial.state === 'measured' || trial.state === 'invalid')) {
    const hint = 'The report lists why each trial failed.';
    return reportError(new HeadcountError('NO_TRIAL', noTrialMessage(result), { hint }), host);
  }
  if (outcomes.some((outcome) => outcome.outcome === 'failed')) return EXIT.goalFailed;
  return outcomes.some((outcome) => outcome.outcome === 'undecided') ? EXIT.inconclusive : EXIT.done;
}

function noTrialMessage(result: RunResult): string {
  const first = result.trials.find((trial) => trial.failure !== null)?.failure;
  return `no trial produced a figure: ${first?.message ?? 'none was run'}`;
}

/** What a run can come to, the worst last. */
const SEVERITY: readonly ExitCode[] = [
  EXIT.done,
  EXIT.inconclusive,
  EXIT.goalFailed,
  EXIT.failed,
  EXIT.interrupted,
];

function worse(a: ExitCode, b: ExitCode): ExitCode {
  return SEVERITY.indexOf(a) >= SEVERITY.indexOf(b) ? a : b;
}
