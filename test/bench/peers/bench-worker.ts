// A measured worker: started with files to report in, stopped by its process id, its reports read afterwards.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BODIES_FILE, FIRST_BODY_FILE, LAST_BODY_FILE, LATENCIES_FILE } from './bodies.ts';
import type { Command } from './peer.ts';

const STOP_LIMIT_MS = 30_000;
const REPORTS = [FIRST_BODY_FILE, LAST_BODY_FILE, BODIES_FILE, LATENCIES_FILE] as const;

export class BenchWorker implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #folder: string;
  /** The end of what it wrote to stderr. */
  #said = '';
  #ready: () => void = () => {};

  private constructor(child: ChildProcess, folder: string) {
    this.#process = child;
    this.#folder = folder;
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#said = (this.#said + chunk).slice(-4_000);
      this.#ready();
    });
  }

  static async start({ file, args }: Command): Promise<BenchWorker> {
    const folder = await mkdtemp(join(tmpdir(), 'headcount-bench-'));
    const files = Object.fromEntries(REPORTS.map((report) => [report, join(folder, report)]));
    const child = spawn(file, args, {
      env: { ...process.env, ...files },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new BenchWorker(child, folder);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Throws when it has ended by itself. */
  mustRun(): void {
    const { exitCode } = this.#process;
    if (exitCode === null) return;
    throw new Error(`${this.#process.spawnargs.join(' ')} exited with ${exitCode}: ${this.#said}`);
  }

  /** Resolves when it has logged that it is ready; its log must go to stderr. */
  async ready(): Promise<void> {
    while (!/\S+@\S+ ready\.\s/.test(this.#said)) {
      this.mustRun();
      await Promise.race([
        new Promise<void>((resolve) => {
          this.#ready = resolve;
        }),
        once(this.#process, 'exit'),
      ]);
    }
  }

  /** Warm: it may finish what it runs. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const late = setTimeout(() => this.#process.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(late);
  }

  /** What its processes wrote when they ended, or in the first body. */
  async reports(report: (typeof REPORTS)[number]): Promise<readonly string[]> {
    const names = (await readdir(this.#folder)).filter((name) => name.startsWith(`${report}.`));
    return await Promise.all(names.map((name) => readFile(join(this.#folder, name), 'utf8')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }
}
