// headcount plan: how many workers, from a run or from figures given by hand.

import { DEFAULT_HEADROOM, planFromFigures, planFromResult, questionOf } from '../../capacity/index.ts';
import type { Plan, PlanQuestion } from '../../capacity/index.ts';
import { EXIT, HeadcountError } from '../../errors/index.ts';
import type { ExitCode } from '../../errors/index.ts';
import { renderPlanText } from '../../report/index.ts';
import { readTraceLaw } from '../../record/index.ts';
import { parseSlo, readResult } from '../../result/index.ts';
import {
  formatDuration,
  formatNumber,
  formatRate,
  parseDuration,
  parseRate,
  parseRatio,
  ratio,
} from '../../units/index.ts';
import type { Parsed } from '../../units/index.ts';
import { traceFormat } from '../../workload/index.ts';
import { defineCommand } from '../command.ts';
import { peopleOutput, type Host, type Output } from '../host.ts';
import { parseMachine } from '../machine-option.ts';

const options = {
  rate: { type: 'string', describe: 'Tasks to carry, such as 500/s (default: the plan of the run)' },
  slo: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: "A promise such as 'p95(wait) < 2s'; may be given several times",
  },
  machine: { type: 'string', describe: 'What workers run on: cpus=8,memory=16GiB[,price=0.34 an hour]' },
  headroom: { type: 'string', describe: 'Share of slot time and CPU kept free (default 30%)' },
  survive: { type: 'number', describe: 'Workers that may be lost with the goal still met (default 0)' },
  service: { type: 'string', describe: 'Without a run: mean time of one task, such as 250ms' },
  concurrency: { type: 'number', describe: 'Without a run: slots of each worker' },
  scv: {
    type: 'number',
    describe: 'Without a run: variance / mean squared of the task time (default 1, exponential)',
  },
  json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
} as const;

const positionals = {
  run: { type: 'string', describe: 'Run directory, result.json, or a recorded trace (.jsonl)' },
} as const;

/** Share of a trace's tasks whose duration must be known to plan from it without a word. */
const LEAST_TIMED = 0.95;

interface PlanArgs {
  readonly run: string | undefined;
  readonly rate: string | undefined;
  readonly slo: string[] | undefined;
  readonly machine: string | undefined;
  readonly headroom: string | undefined;
  readonly survive: number | undefined;
  readonly service: string | undefined;
  readonly concurrency: number | undefined;
  readonly scv: number | undefined;
}

export const planCommand = defineCommand({
  command: 'plan [run]',
  describe: 'How many workers, on which setting, for a rate and a promised wait',
  positionals,
  options,
  examples: [
    ["$0 plan reports/quickstart/latest --rate 500/s --slo 'p95(wait) < 2s'", 'from a run'],
    ['$0 plan --rate 100/s --service 1s --concurrency 8', 'from figures given by hand'],
    ['$0 plan trace.jsonl --concurrency 8', 'from what headcount record heard'],
  ],
  async run(args, host) {
    const plan = await planOf(args, host);
    host.stdout.write(args.json ? `${JSON.stringify(plan, null, 2)}\n` : renderPlanText(plan));
    return exitCodeOf(plan);
  },
});

async function planOf(args: PlanArgs & { readonly json: boolean }, host: Host): Promise<Plan> {
  if (args.run === undefined) return fromFigures(args);
  if (traceFormat(args.run) !== 'jsonl') return await fromRun(args, args.run);
  const people = peopleOutput(host, args.json);
  return fromFigures(await figuresOfTrace(args, args.run, people));
}

/** What the command line leaves open, from the trace. */
async function figuresOfTrace(args: PlanArgs, path: string, people: Output): Promise<PlanArgs> {
  const law = await readTraceLaw(path);
  const { tasks, timed, spanMs, meanPerSec, busiestMinutePerSec, serviceMs, serviceScv } = law;
  const rates = `${formatRate(meanPerSec)} on average, ${formatRate(busiestMinutePerSec)} in the busiest minute`;
  const shape = `mean ${formatDuration(serviceMs)}, scv ${formatNumber(serviceScv)}, of ${formatNumber(timed)}`;
  people.write(
    `${path}: ${formatNumber(tasks)} tasks in ${formatDuration(spanMs)}: ${rates}; service ${shape}\n`,
  );
  if (args.service === undefined && timed < LEAST_TIMED * tasks)
    people.write(
      `warning: the durations of ${formatNumber(tasks - timed)} tasks are not known, and those may be the longest: the plan may be too small. Record again with a longer --patience, or give --service\n`,
    );
  return {
    ...args,
    rate: args.rate ?? `${busiestMinutePerSec}/s`,
    service: args.service ?? `${serviceMs}ms`,
    scv: args.scv ?? (args.service === undefined ? serviceScv : undefined),
  };
}

async function fromRun(args: PlanArgs, run: string): Promise<Plan> {
  for (const name of ['service', 'concurrency', 'scv'] as const) {
    if (args[name] !== undefined) {
      throw new HeadcountError('USAGE', `--${name} is for a plan without a run`, {
        hint: `Leave out --${name}, or leave out ${run}.`,
      });
    }
  }
  const result = await readResult(run);
  return planFromResult(result, { ...questionOf(result), ...askedOf(args) });
}

/** What the command line says; it wins over the run. */
function askedOf(args: PlanArgs): Partial<PlanQuestion> {
  const { rate, slo, machine, headroom, survive } = args;
  return {
    ...(rate === undefined ? {} : { ratePerSec: parsed('--rate', rate, parseRate) }),
    ...(slo === undefined ? {} : { slos: slo.map(parseSlo) }),
    ...(machine === undefined ? {} : { machine: parseMachine(machine) }),
    ...(headroom === undefined ? {} : { headroomRatio: parsed('--headroom', headroom, parseRatio) }),
    ...(survive === undefined ? {} : { survive }),
  };
}

function fromFigures(args: PlanArgs): Plan {
  const { rate, service, concurrency, scv, machine } = args;
  if (rate === undefined || service === undefined || concurrency === undefined) {
    const missing = Object.entries({ rate, service, concurrency }).filter(([, value]) => value === undefined);
    const names = missing.map(([name]) => `--${name}`).join(', ');
    throw new HeadcountError('USAGE', `a plan without a run needs ${names}`, {
      hint: 'Name a run (headcount plan reports/quickstart/latest), or give --rate 100/s --service 1s --concurrency 8.',
    });
  }
  if (machine !== undefined) {
    throw new HeadcountError('USAGE', '--machine needs a run: CPU and memory of a worker are not known', {
      hint: 'Name a run, or leave out --machine.',
    });
  }
  const asked = askedOf(args);
  return planFromFigures({
    ratePerSec: parsed('--rate', rate, parseRate),
    serviceMs: parsed('--service', service, parseDuration),
    ...(scv === undefined ? {} : { serviceScv: scv }),
    concurrency,
    slos: asked.slos ?? [],
    headroomRatio: asked.headroomRatio ?? ratio(DEFAULT_HEADROOM),
    survive: asked.survive ?? 0,
  });
}

function parsed<T>(option: string, text: string, parse: (text: string) => Parsed<T>): T {
  const result = parse(text);
  if (result.ok) return result.value;
  throw new HeadcountError('USAGE', `${option} ${text}: not ${result.expected}`, {
    hint: 'Run headcount plan --help for examples.',
  });
}

// The printed plan says why there is none; the code says whose turn it is: the question's, or the run's.
function exitCodeOf(plan: Plan): ExitCode {
  if (plan.kind !== 'impossible') return EXIT.done;
  return plan.why === 'out-of-reach' ? EXIT.badInput : EXIT.failed;
}
