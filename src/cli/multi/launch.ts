// Starts one worker in the background, and learns from its log whether it came up.

import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HeadcountError } from '../../errors/index.ts';
import { Deadline } from '../../lifecycle/index.ts';
import { ms } from '../../units/index.ts';
import { parseReadyLine } from '../../worker/index.ts';
import { findWorker } from './find-worker.ts';
import type { MultiNode } from './nodes.ts';

const PROGRAM = fileURLToPath(new URL('../main.js', import.meta.url));
const READY_WITHIN_MS = ms(60_000);
const LOOK_MS = 25;
const LAST_LINES = 10;

export interface LaunchSettings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Launched {
  readonly pid: number;
  readonly afterMs: number;
}

/** The command line that `launch` runs. */
export function commandLine(node: MultiNode): readonly [file: string, ...args: string[]] {
  return [process.execPath, ...process.execArgv, PROGRAM, 'worker', ...node.workerArgs];
}

/** Resolves when the worker is ready. Throws WORKER_DIED with its last log lines when it ends or takes too long. */
export async function launch(node: MultiNode, settings: LaunchSettings): Promise<Launched> {
  makeWay(node);
  const beganAtMs = performance.now();
  const log = openLog(node.logfile);
  const child = spawnDetached(node, settings, log.file);
  try {
    await untilReady(node, child, log.from);
  } finally {
    closeSync(log.file);
    child.removeAllListeners();
  }
  return { pid: child.pid ?? 0, afterMs: performance.now() - beganAtMs };
}

function makeWay(node: MultiNode): void {
  const found = findWorker(node);
  if (found.kind === 'running') {
    const { pid } = found.process;
    throw new HeadcountError('PIDFILE_HELD', `${node.name} runs already, as process ${pid}`);
  }
  // The worker itself could not tell a recycled process id from its own former one.
  if (found.kind === 'stale') rmSync(node.pidfile, { force: true });
  for (const path of [node.pidfile, node.logfile]) makeDirectory(dirname(path));
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new HeadcountError('WRITE_FAILED', `cannot make the directory ${path}`, { cause });
  }
}

function openLog(path: string): { readonly file: number; readonly from: number } {
  try {
    const file = openSync(path, 'a+');
    return { file, from: statSync(path).size };
  } catch (cause) {
    throw new HeadcountError('WRITE_FAILED', `cannot write log file ${path}`, { cause });
  }
}

// In a session of its own, with nothing of ours but the log: it must outlive us and our terminal.
function spawnDetached(node: MultiNode, settings: LaunchSettings, log: number): ChildProcess {
  const [file, ...args] = commandLine(node);
  const child = spawn(file, args, {
    cwd: settings.cwd,
    env: { ...settings.env },
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  return child;
}

async function untilReady(node: MultiNode, child: ChildProcess, from: number): Promise<void> {
  const patience = Deadline.in(READY_WITHIN_MS);
  let failure: string | undefined;
  child.once('error', (error) => (failure = `could not be started: ${error.message}`));
  child.once('exit', (code, signal) => (failure = `ended with ${signal ?? `exit code ${code}`}`));
  for (;;) {
    const lines = readFrom(node.logfile, from).split('\n');
    if (lines.some((line) => parseReadyLine(line) === node.name)) return;
    if (patience.passed) failure = `is not ready after ${READY_WITHIN_MS / 1000} s; it goes on starting`;
    if (failure !== undefined) throw notReady(node, failure, lines);
    await sleep(LOOK_MS);
  }
}

function notReady(node: MultiNode, failure: string, lines: readonly string[]): HeadcountError {
  const last = lines.filter((line) => line.trim() !== '').slice(-LAST_LINES);
  const quoted = last.map((line) => `\n  | ${line}`).join('');
  return new HeadcountError('WORKER_DIED', `${node.name} ${failure}${quoted}`, {
    hint: `Its log is ${node.logfile}.`,
  });
}

/** What was written since. */
function readFrom(path: string, from: number): string {
  const file = openSync(path, 'r');
  try {
    const text = Buffer.alloc(Math.max(0, statSync(path).size - from));
    readSync(file, text, 0, text.length, from);
    return text.toString();
  } finally {
    closeSync(file);
  }
}
