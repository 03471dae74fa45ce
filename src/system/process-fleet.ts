// A fleet of worker processes, whatever system they belong to: started together, ready together, stopped together.

import type { Deadline } from '../lifecycle/index.ts';
import type { Milliseconds } from '../units/index.ts';
import type { Fleet, FleetWorker, WorkerDeath } from './contract.ts';
import { WorkerProcess, type WorkerCommand } from './worker-process.ts';

export class ProcessFleet implements Fleet {
  readonly workers: readonly FleetWorker[];
  readonly slots: number;
  readonly #processes: readonly WorkerProcess[];
  readonly #deaths: WorkerDeath[] = [];
  #onDeath: ((death: WorkerDeath) => void) | undefined;

  private constructor(processes: readonly WorkerProcess[], slots: number) {
    this.#processes = processes;
    this.slots = slots;
    this.workers = processes.map(({ name, pid }) => ({ name, pid }));
    for (const process of processes) process.onDeath((death) => this.#died(death));
  }

  /** Starts all at once. When one is not ready in time, kills the others and throws its error. */
  static async start(
    commands: readonly WorkerCommand[],
    slots: number,
    readyTimeoutMs: Milliseconds,
    signal: AbortSignal,
  ): Promise<ProcessFleet> {
    signal.throwIfAborted();
    const processes = commands.map((command) => new WorkerProcess(command));
    const fleet = new ProcessFleet(processes, slots);
    const abort = (): void => void fleet.kill();
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.all(processes.map((process) => process.whenReady(readyTimeoutMs)));
      return fleet;
    } catch (error) {
      await fleet.kill();
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  get deaths(): readonly WorkerDeath[] {
    return this.#deaths;
  }

  onDeath(callback: (death: WorkerDeath) => void): void {
    this.#onDeath = callback;
  }

  async stop(deadline: Deadline): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.stop(deadline)));
  }

  async kill(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.kill()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #died(death: WorkerDeath): void {
    this.#deaths.push(death);
    this.#onDeath?.(death);
  }
}
