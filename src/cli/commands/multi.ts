// headcount multi: starts, stops and restarts several workers of this machine, as `celery multi` does.

import { hostname } from 'node:os';
import { EXIT, HeadcountError, nearestName, type ExitCode } from '../../errors/index.ts';
import { expandNodePath } from '../../worker/index.ts';
import type { Command } from '../command.ts';
import type { Host } from '../host.ts';
import { expandForNode } from '../multi/node-names.ts';
import { planNodes } from '../multi/nodes.ts';
import { VERBS, type VerbSettings } from '../multi/verbs.ts';
import { parseMultiArguments } from '../multi/worker-arguments.ts';
import { WORKER_OPTIONS } from './worker.ts';

const HINT = `headcount multi ${[...Object.keys(VERBS), 'expand'].join('|')} NAMES... [worker options]`;

const EXAMPLES: readonly (readonly [string, string])[] = [
  [
    'headcount multi start 3 -A ./tasks.js -c 4 -c:1 8',
    'start celery1 to celery3, the first with 8 children',
  ],
  [
    'headcount multi start web mail -A ./tasks.js -Q:web a,b -Q:mail mail',
    'start two workers with queues of their own',
  ],
  ['headcount multi restart 3 -A ./tasks.js -c 4', 'replace them one by one, running tasks finish first'],
  ['headcount multi stopwait web mail', 'stop, and wait until they are gone'],
];

// Its words are node names and options of another command, some of them per node (-c:1 10), which yargs cannot
// know: yargs only shows the help here, and multi/worker-arguments.ts reads them.
export const multiCommand: Command = (host, finish) => ({
  command: 'multi [verb] [names..]',
  describe: 'Start, stop and restart several workers of this machine',
  builder: (yargs) =>
    yargs
      .strict(false)
      .parserConfiguration({ 'unknown-options-as-args': true })
      .positional('verb', { type: 'string', describe: [...Object.keys(VERBS), 'expand TEMPLATE'].join(', ') })
      .positional('names', {
        type: 'string',
        array: true,
        describe: 'Names, or how many; then worker options',
      })
      .example(EXAMPLES.map(([line, effect]) => [line, effect] as [string, string])),
  handler: async () => finish(await run(host)),
});

async function run(host: Host): Promise<ExitCode> {
  const [verb, ...words] = host.args.slice(1);
  if (verb === 'expand') return expand(words, host);
  const act = verb !== undefined && Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (act === undefined) throw unknownVerb(verb);
  const given = parseMultiArguments(words, WORKER_OPTIONS);
  const nodes = planNodes(given, { host: hostname(), cwd: host.cwd, env: host.env });
  const settings: VerbSettings = {
    cwd: host.cwd,
    env: host.env,
    signal: given.signal ?? 'SIGTERM',
    say: given.own.has('quiet') ? () => {} : (line) => host.stdout.write(`${line}\n`),
    complain: (line) => host.stderr.write(`${line}\n`),
  };
  return await act(nodes, settings);
}

function unknownVerb(verb: string | undefined): HeadcountError {
  if (verb === undefined)
    return new HeadcountError('USAGE', 'multi needs to know what to do', { hint: HINT });
  const near = nearestName(verb, [...Object.keys(VERBS), 'expand']);
  const hint = near === undefined ? HINT : `Did you mean "${near}"?`;
  return new HeadcountError('USAGE', `multi cannot "${verb}"`, { hint });
}

/** `headcount multi expand %n.log web mail`: the template for each node. */
function expand(words: readonly string[], host: Host): ExitCode {
  const { names, ...given } = parseMultiArguments(words, WORKER_OPTIONS);
  const [template = '', ...nodeNames] = names;
  const nodes = planNodes({ ...given, names: nodeNames }, { host: hostname(), cwd: host.cwd, env: host.env });
  for (const { name } of nodes) {
    host.stdout.write(`${expandNodePath(expandForNode(template, name), name)}\n`);
  }
  return EXIT.done;
}
