// Every node with all it is started with: its own options, its pid file, its log file.

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { HeadcountError } from '../../errors/index.ts';
import { expandNodePath } from '../../worker/index.ts';
import { expandForNode, nameNodes, type NodeName } from './node-names.ts';
import type { GivenOption, MultiArguments } from './worker-arguments.ts';

export interface MultiNode {
  /** `web@host1`. */
  readonly name: string;
  readonly pidfile: string;
  readonly logfile: string;
  /** After `headcount worker`. */
  readonly workerArgs: readonly string[];
}

export interface Surroundings {
  readonly host: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Throws USAGE when a per-node option names no node. */
export function planNodes(given: MultiArguments, around: Surroundings): readonly MultiNode[] {
  const names = nameNodes(given.names, {
    host: given.own.get('hostname') ?? around.host,
    prefix: given.own.get('prefix'),
    suffix: given.own.get('suffix'),
    rangePrefix: given.own.get('range-prefix'),
  });
  const isRange = given.names.length === 1 && /^\d+$/.test(given.names[0] ?? '');
  const targets = given.options.map((option) => ({ option, nodes: meant(option, names, isRange) }));
  return names.map((name) => {
    // What is said for some nodes wins over what is said for all; of two alike the later.
    const mine = targets.filter(({ nodes }) => nodes.includes(name)).map(({ option }) => option);
    const ordered = [...mine.filter(isForAll), ...mine.filter((option) => !isForAll(option))];
    return planNode(name.full, new Map(ordered.map((option) => [option.name, option])), given.rest, around);
  });
}

const isForAll = ({ spec }: GivenOption): boolean => spec === undefined;

/** A spec is an index from 1, a name, several of them with commas, or, of a number of nodes, a range 1-3. */
function meant(
  { spec, name }: GivenOption,
  names: readonly NodeName[],
  isRange: boolean,
): readonly NodeName[] {
  if (spec === undefined) return names;
  return spec.split(',').flatMap((part) => {
    const [, from, to] = (isRange && /^(\d+)-(\d+)$/.exec(part)) || [];
    const found =
      from === undefined
        ? names.filter(
            ({ given, full }, i) =>
              given === part || full === part || (/^\d+$/.test(part) && i + 1 === Number(part)),
          )
        : names.slice(Number(from) - 1, Number(to));
    if (found.length > 0) return found;
    throw new HeadcountError('USAGE', `--${name}:${spec} is for no node named here`, {
      hint: `The nodes are ${names.map(({ full }) => full).join(', ')}; the first is 1.`,
    });
  });
}

function planNode(
  name: string,
  options: ReadonlyMap<string, GivenOption>,
  rest: readonly string[],
  around: Surroundings,
): MultiNode {
  const state = stateDirectory(around.env);
  const pidTemplate = expandForNode(options.get('pidfile')?.value ?? join(state, '%p.pid'), name);
  const logTemplate = expandForNode(options.get('logfile')?.value ?? join(state, '%p%I.log'), name);
  const passed = [...options.values()].filter(
    (option) => option.name !== 'pidfile' && option.name !== 'logfile',
  );
  return {
    name,
    pidfile: resolve(around.cwd, expandNodePath(pidTemplate, name)),
    logfile: resolve(around.cwd, expandNodePath(logTemplate, name)),
    workerArgs: [
      ...passed.map((option) =>
        option.value === undefined ? `--${option.name}` : `--${option.name}=${option.value}`,
      ),
      // The worker expands what is left in them.
      ...[`--hostname=${name.replaceAll('%', '%%')}`, `--pidfile=${pidTemplate}`, `--logfile=${logTemplate}`],
      ...rest,
    ],
  };
}

/** Where every user may write: the state directory of the XDG specification. As a template. */
function stateDirectory(env: Surroundings['env']): string {
  const base = env['XDG_STATE_HOME'] ?? join(env['HOME'] ?? homedir(), '.local', 'state');
  return join(base, 'headcount').replaceAll('%', '%%');
}
