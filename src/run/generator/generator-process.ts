// The run's handle on one generator process: one order under way at a time, each answered by one report.

import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { HeadcountError } from '../../errors/index.ts';
import { deferred, type Deferred } from '../../lifecycle/index.ts';
import { parseReport, type GeneratorOrder, type GeneratorReport, type PhaseOrder } from './messages.ts';

const MAIN = fileURLToPath(new URL('./generator-main.js', import.meta.url));

export class GeneratorProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Deferred<void> = deferred();
  #answer: Deferred<GeneratorReport> | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => this.#answered(message));
    child.once('error', (cause) => this.#died(cause.message));
    child.once('exit', (code, signal) => {
      this.#died(signal === null ? `exit code ${code}` : `signal ${signal}`);
      this.#ended.resolve();
    });
  }

  static async start(env: Readonly<Record<string, string | undefined>>): Promise<GeneratorProcess> {
    const child = fork(MAIN, {
      env: { ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      detached: true,
    });
    const generator = new GeneratorProcess(child);
    await generator.#expect('ready');
    return generator;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.connected;
  }

  async open(order: Omit<GeneratorOrder & { order: 'open' }, 'order'>): Promise<void> {
    await this.#order({ order: 'open', ...order }, 'opened');
  }

  /** Resolves when the phase is over and the broker has all of it. */
  phase(order: PhaseOrder): Promise<GeneratorReport & { report: 'phase' }> {
    return this.#order(order, 'phase');
  }

  /** Ends the phase under way early; its `phase` call resolves soon after. */
  cut(): void {
    if (this.#child.connected) this.#child.send({ order: 'cut' } satisfies GeneratorOrder);
  }

  /** Ends the trial's load; harmless when the process is gone. */
  async close(): Promise<void> {
    if (this.alive) await this.#order({ order: 'close' }, 'closed');
  }

  /** Ends the process. Idempotent. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #order<K extends GeneratorReport['report']>(
    order: GeneratorOrder,
    wanted: K,
  ): Promise<GeneratorReport & { report: K }> {
    if (!this.#child.connected) throw new HeadcountError('GENERATOR_DIED', 'the load generator is gone');
    const answer = this.#expect(wanted);
    this.#child.send(order);
    return answer;
  }

  async #expect<K extends GeneratorReport['report']>(wanted: K): Promise<GeneratorReport & { report: K }> {
    this.#answer = deferred();
    const report = await this.#answer.promise;
    if (report.report === 'failed')
      throw new HeadcountError('GENERATOR_DIED', `load generator: ${report.message}`);
    if (!isReport(report, wanted)) {
      throw new HeadcountError('BUG', `the load generator said ${report.report} instead of ${wanted}`);
    }
    return report;
  }

  #answered(message: unknown): void {
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.resolve(parseReport(message));
  }

  #died(how: string): void {
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.reject(new HeadcountError('GENERATOR_DIED', `the load generator ended with ${how}`));
  }
}

function isReport<K extends GeneratorReport['report']>(
  report: GeneratorReport,
  wanted: K,
): report is GeneratorReport & { report: K } {
  return report.report === wanted;
}
