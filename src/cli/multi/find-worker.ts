// Finds the worker that a pid file means. A pid file may outlive its process, and the id may be another's by then:
// only a process that is a headcount worker of the very name counts.

import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { HeadcountError } from '../../errors/index.ts';
import { expandNodeName } from '../../worker/index.ts';
import { readProcess, type RunningProcess } from './running-process.ts';

export type Found =
  | { readonly kind: 'running'; readonly process: RunningProcess }
  | { readonly kind: 'none'; readonly why: string }
  /** The file is there, its process is not, or is something else. */
  | { readonly kind: 'stale'; readonly why: string };

export function findWorker(node: { readonly name: string; readonly pidfile: string }): Found {
  const text = readPidFile(node.pidfile);
  if (text === undefined) return { kind: 'none', why: `there is no pid file ${node.pidfile}` };
  const pid = Number(text.trim());
  if (!Number.isSafeInteger(pid) || pid <= 0) {
    return { kind: 'stale', why: `pid file ${node.pidfile} holds no process id` };
  }
  const process = readProcess(pid);
  if (process === undefined) {
    return { kind: 'stale', why: `process ${pid} of pid file ${node.pidfile} has ended` };
  }
  if (isWorkerNamed(process.args, node.name)) return { kind: 'running', process };
  return { kind: 'stale', why: `process ${pid} of pid file ${node.pidfile} is not the worker ${node.name}` };
}

/** Whether a command line is `headcount worker` with this node name. */
export function isWorkerNamed(args: readonly string[], nodeName: string): boolean {
  const at = args.findIndex((arg, i) => arg === 'worker' && isProgram(args[i - 1]));
  if (at === -1) return false;
  try {
    return expandNodeName(nameOption(args.slice(at + 1)) ?? '', hostname()) === nodeName;
  } catch {
    return false;
  }
}

function isProgram(path: string | undefined): boolean {
  if (path === undefined) return false;
  return basename(path) === 'headcount' || /[/\\]cli[/\\]main\.js$/.test(path);
}

function nameOption(args: readonly string[]): string | undefined {
  for (const [i, arg] of args.entries()) {
    if (arg === '-n' || arg === '--hostname') return args[i + 1];
    const attached = /^(?:--hostname=|-n=?)(.+)$/.exec(arg)?.[1];
    if (attached !== undefined) return attached;
  }
  return undefined;
}

function readPidFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new HeadcountError('BAD_OPTION', `pid file ${path} cannot be read`, { cause });
  }
}
