// headcount control: steers running workers, ours and Python's.

import { setTimeout } from 'node:timers/promises';
import { EXIT, HeadcountError, type ExitCode } from '../../errors/index.ts';
import { Deadline } from '../../lifecycle/index.ts';
import { formatDuration, ms, type Milliseconds } from '../../units/index.ts';
import type { Question } from '../../worker/index.ts';
import { defineCommand } from '../command.ts';
import {
  askFleet,
  connectFleet,
  DESTINATION_OPTION,
  destinationArgument,
  durationArgument,
  FLEET_OPTIONS,
  ping,
  type Fleet,
} from '../fleet/connection.ts';
import { chooseRequest, CONTROL_REQUESTS, requestHelp } from '../fleet/requests.ts';
import { allRefused, answersJson, showAnswers } from '../fleet/show-answers.ts';
import type { Host } from '../host.ts';

/** How often a worker that was told to stop is looked for. */
const LOOK_AGAIN_MS = 200;

export const controlCommand = defineCommand({
  command: 'control <what> [args..]',
  describe: 'Steer running workers',
  positionals: {
    what: { type: 'string', demandOption: true, describe: `What to do:\n${requestHelp(CONTROL_REQUESTS)}` },
    args: { type: 'string', array: true, describe: 'Its arguments' },
  },
  options: {
    ...FLEET_OPTIONS,
    ...DESTINATION_OPTION,
    wait: {
      type: 'string',
      default: '1m',
      describe: 'shutdown: how long to wait until the workers are gone',
    },
    json: { alias: 'j', type: 'boolean', default: false, describe: 'Print one JSON document' },
  },
  examples: [
    ['headcount control pool_grow 4 -d web@host1', 'four slots more on one worker'],
    ['headcount control rate_limit shop.resize 10/m', 'ten starts a minute, on every worker'],
    ['headcount control shutdown', 'stop all workers warm, and wait for it'],
  ],
  run: async ({ what, args, broker, timeout, destination, wait, json }, host) => {
    const request = chooseRequest('control', CONTROL_REQUESTS, what, args ?? []);
    const waitMs = durationArgument('--wait', wait);
    await using fleet = await connectFleet({ broker, timeout }, host);
    const question = { ...request, destination: destinationArgument(destination) };
    if (what === 'shutdown') return await shutDown(fleet, question, { waitMs, json }, host);
    const answers = await askFleet(fleet, question);
    host.stdout.write(json ? answersJson(answers) : showAnswers(answers));
    return allRefused(answers) ? EXIT.failed : EXIT.done;
  },
});

/** A worker that shuts down does not answer that it does: it is gone when it answers nothing any more. */
async function shutDown(
  fleet: Fleet,
  question: Question,
  options: { readonly waitMs: Milliseconds; readonly json: boolean },
  host: Host,
): Promise<ExitCode> {
  const there = await askFleet(fleet, { method: 'ping', destination: question.destination });
  const nodes = [...there.keys()].toSorted();
  await fleet.remote.tell({ ...question, destination: nodes });
  const deadline = Deadline.in(options.waitMs);
  let left: readonly string[] = nodes;
  for (;;) {
    left = [...(await ping(fleet, left)).keys()];
    if (left.length === 0 || deadline.passed) break;
    await setTimeout(Math.min(LOOK_AGAIN_MS, deadline.remainingMs));
  }
  if (left.length > 0) throw stillThere(left, options.waitMs);
  const gone = new Map(nodes.map((node) => [node, { ok: 'gone' }]));
  host.stdout.write(options.json ? answersJson(gone) : showAnswers(gone));
  return EXIT.done;
}

function stillThere(nodes: readonly string[], waitMs: Milliseconds): HeadcountError {
  return new HeadcountError(
    'STILL_RUNNING',
    `${nodes.join(', ')} was told to stop and still answers after ${formatDuration(ms(waitMs))}`,
    {
      hint: 'Its running tasks have to end first: wait longer with --wait, or see `headcount inspect active`.',
    },
  );
}
