// What each verb of `headcount multi` does with its nodes.

import { describeError, EXIT, HeadcountError, type ExitCode } from '../../errors/index.ts';
import { formatDuration, ms } from '../../units/index.ts';
import { findWorker } from './find-worker.ts';
import { commandLine, launch, type LaunchSettings } from './launch.ts';
import type { MultiNode } from './nodes.ts';
import { untilGone, type RunningProcess } from './running-process.ts';

export interface VerbSettings extends LaunchSettings {
  /** What stop, stopwait and restart send. */
  readonly signal: NodeJS.Signals;
  /** One line for people. */
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
}

export type Verb = (nodes: readonly MultiNode[], settings: VerbSettings) => Promise<ExitCode>;

export const VERBS: Readonly<Record<string, Verb>> = {
  start: async (nodes, settings) => worst(await Promise.all(nodes.map((node) => start(node, settings)))),
  stop: async (nodes, settings) => worst(nodes.map((node) => signal(node, settings).code)),
  stopwait: async (nodes, settings) => {
    const asked = nodes.map((node) => ({ node, ...signal(node, settings) }));
    await Promise.all(asked.map(({ node, process }) => gone(node, process, settings)));
    return worst(asked.map(({ code }) => code));
  },
  restart,
  kill: async (nodes, settings) =>
    worst(nodes.map((node) => signal(node, { ...settings, signal: 'SIGKILL' }).code)),
  show: async (nodes, settings) =>
    print(
      settings,
      nodes.map((node) => commandLine(node).map(quoted).join(' ')),
    ),
  names: async (nodes, settings) =>
    print(
      settings,
      nodes.map(({ name }) => name),
    ),
};

// One after the other, so that all the others go on working; a node that does not come up ends it.
async function restart(nodes: readonly MultiNode[], settings: VerbSettings): Promise<ExitCode> {
  for (const [i, node] of nodes.entries()) {
    const { code, process } = signal(node, settings);
    await gone(node, process, settings);
    const started = code === EXIT.done ? await start(node, settings) : code;
    if (started !== EXIT.done) {
      const left = nodes.slice(i + 1).map(({ name }) => name);
      if (left.length > 0) settings.complain(`not restarted: ${left.join(', ')}`);
      return started;
    }
  }
  return EXIT.done;
}

async function start(node: MultiNode, settings: VerbSettings): Promise<ExitCode> {
  try {
    const { pid, afterMs } = await launch(node, settings);
    settings.say(
      `${node.name}: started as process ${pid}, ready after ${formatDuration(ms(Math.round(afterMs)))}`,
    );
    return EXIT.done;
  } catch (error) {
    settings.complain(describeError(error));
    if (error instanceof HeadcountError && error.hint !== undefined) settings.complain(`  ${error.hint}`);
    return EXIT.failed;
  }
}

interface Signalled {
  readonly code: ExitCode;
  /** The process that got it, if one did. */
  readonly process: RunningProcess | undefined;
}

function signal(node: MultiNode, settings: VerbSettings): Signalled {
  const found = findWorker(node);
  if (found.kind !== 'running') {
    settings.say(`${node.name}: not running, ${found.why}`);
    return { code: EXIT.done, process: undefined };
  }
  try {
    process.kill(found.process.pid, settings.signal);
    settings.say(`${node.name}: ${settings.signal} sent to process ${found.process.pid}`);
    return { code: EXIT.done, process: found.process };
  } catch (error) {
    settings.complain(
      `${node.name}: process ${found.process.pid} cannot be signalled: ${describeError(error)}`,
    );
    return { code: EXIT.failed, process: undefined };
  }
}

async function gone(
  node: MultiNode,
  watched: RunningProcess | undefined,
  settings: VerbSettings,
): Promise<void> {
  if (watched === undefined) return;
  await untilGone(watched);
  settings.say(`${node.name}: process ${watched.pid} has ended`);
}

function print(settings: VerbSettings, lines: readonly string[]): ExitCode {
  for (const line of lines) settings.say(line);
  return EXIT.done;
}

function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.find((code) => code !== EXIT.done) ?? EXIT.done;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
