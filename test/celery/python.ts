// The real Celery for tests: the Python that HEADCOUNT_TEST_PYTHON names, or one that has it. Where there is none, tests
// are skipped with that as their reason; they never pass without having run.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCelery as findOnMachine } from '../runner/celery-python.ts';

let found: string | undefined;

/** The interpreter; undefined when this machine has no Celery. Looked for once. */
export function findCelery(): string | undefined {
  found ??= process.env['HEADCOUNT_TEST_PYTHON'] ?? findOnMachine();
  return found;
}

/** For the `skip` option of a test that needs the real Celery: false, or why it can't run. */
export const SKIP_WITHOUT_CELERY: string | false =
  findCelery() === undefined ? 'no Python with Celery, and HEADCOUNT_TEST_PYTHON is not set' : false;

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Celery's own tools, in a directory of their own with one application in it. */
export class CeleryTools implements AsyncDisposable {
  readonly #python: string;
  readonly #directory: string;
  readonly #running = new Set<ChildProcess>();

  private constructor(python: string, directory: string) {
    this.#python = python;
    this.#directory = directory;
  }

  /** `source` is the module `tapp`, which must make `app`. */
  static async create(source: string): Promise<CeleryTools> {
    const python = findCelery();
    if (python === undefined) throw new Error('a test without skip: SKIP_WITHOUT_CELERY asked for Celery');
    const directory = await mkdtemp(join(tmpdir(), 'headcount-celery-'));
    await writeFile(join(directory, 'tapp.py'), source);
    return new CeleryTools(python, directory);
  }

  /** `celery -A tapp ...`, to its end. */
  celery(...args: readonly string[]): Promise<Finished> {
    return this.#toEnd('-m', 'celery', '-A', 'tapp', ...args);
  }

  /** A script that may import `tapp`, to its end. */
  script(text: string): Promise<Finished> {
    return this.#toEnd('-c', text);
  }

  /** `celery -A tapp ...` that goes on until it is ended. */
  start(...args: readonly string[]): CeleryProcess {
    const child = spawn(this.#python, ['-m', 'celery', '-A', 'tapp', ...args], {
      cwd: this.#directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.#env(),
    });
    this.#running.add(child);
    return new CeleryProcess(child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#running) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    }
    await rm(this.#directory, { recursive: true, force: true });
  }

  #toEnd(...args: readonly string[]): Promise<Finished> {
    return new Promise((resolve) => {
      const options = { cwd: this.#directory, env: this.#env(), maxBuffer: 64 * 1024 * 1024 };
      execFile(this.#python, [...args], options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }

  #env(): NodeJS.ProcessEnv {
    return { ...process.env, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' };
  }
}

/** One of them while it runs; ended with the tools. */
export class CeleryProcess {
  readonly #child: ChildProcess;
  output = '';
  #changed: () => void = () => {};

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.output += chunk;
        this.#changed();
      });
    }
    child.on('close', () => this.#changed());
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when its output matches; rejects with the output if it ends before. */
  async prints(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.output)) {
      if (this.#child.exitCode !== null) throw new Error(`celery ended without ${pattern}: ${this.output}`);
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}
