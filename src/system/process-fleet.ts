// A fleet of worker processes, whatever system they belong to: started together, ready together, stopped together.
// Each worker has a seat, which keeps its name when the process in it is replaced.

import { HeadcountError } from '../errors/index.ts';
import type { Deadline } from '../lifecycle/index.ts';
import { processFamily } from '../measure/index.ts';
import type { Milliseconds } from '../units/index.ts';
import type { Fleet, FleetWorker, TaskFailures, WorkerDeath } from './contract.ts';
import { FailureLog } from './failure-log.ts';
import { WorkerProcess, type WorkerCommand } from './worker-process.ts';

interface Seat {
  readonly command: WorkerCommand;
  process: WorkerProcess;
}

export class ProcessFleet implements Fleet {
  readonly slots: number;
  readonly #seats: readonly Seat[];
  readonly #readyTimeoutMs: Milliseconds;
  readonly #deaths: WorkerDeath[] = [];
  readonly #failures = new FailureLog();
  readonly #tidy: () => Promise<void>;
  #tidied: Promise<void> | undefined;
  #ending = false;
  #onDeath: ((death: WorkerDeath) => void) | undefined;
  #onReplaced: ((worker: FleetWorker) => void) | undefined;

  private constructor(
    commands: readonly WorkerCommand[],
    slots: number,
    readyTimeoutMs: Milliseconds,
    tidy: () => Promise<void>,
  ) {
    this.slots = slots;
    this.#tidy = tidy;
    this.#readyTimeoutMs = readyTimeoutMs;
    this.#seats = commands.map((command) => ({ command, process: this.#launch(command) }));
  }

  /**
   * Starts all at once. When one is not ready in time, kills the others and throws its error. `tidy` is called once when
   * all have ended, to remove what they leave elsewhere.
   */
  static async start(
    commands: readonly WorkerCommand[],
    slots: number,
    readyTimeoutMs: Milliseconds,
    signal: AbortSignal,
    tidy: () => Promise<void> = () => Promise.resolve(),
  ): Promise<ProcessFleet> {
    signal.throwIfAborted();
    const fleet = new ProcessFleet(commands, slots, readyTimeoutMs, tidy);
    const abort = (): void => void fleet.kill();
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.all(fleet.#seats.map(({ process }) => process.whenReady(readyTimeoutMs)));
      return fleet;
    } catch (error) {
      await fleet.kill();
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  get workers(): readonly FleetWorker[] {
    return this.#seats.map(describe);
  }

  get deaths(): readonly WorkerDeath[] {
    return this.#deaths;
  }

  get failures(): readonly TaskFailures[] {
    return this.#failures.failures;
  }

  onDeath(callback: (death: WorkerDeath) => void): void {
    this.#onDeath = callback;
  }

  onReplaced(callback: (worker: FleetWorker) => void): void {
    this.#onReplaced = callback;
  }

  processes(name: string): readonly number[] {
    const { process } = this.#seat(name);
    return process.exited ? [] : processFamily(process.pid);
  }

  async killWorker(name: string): Promise<void> {
    await this.#seat(name).process.kill();
  }

  async replaceWorker(name: string, deadline: Deadline): Promise<FleetWorker> {
    const seat = this.#seat(name);
    await seat.process.stop(deadline);
    if (this.#ending) return describe(seat);
    seat.process = this.#launch(seat.command);
    await seat.process.whenReady(this.#readyTimeoutMs);
    const worker = describe(seat);
    this.#onReplaced?.(worker);
    return worker;
  }

  async stop(deadline: Deadline): Promise<void> {
    this.#ending = true;
    await Promise.all(this.#seats.map(({ process }) => process.stop(deadline)));
    await (this.#tidied ??= this.#tidy());
  }

  async kill(): Promise<void> {
    this.#ending = true;
    await Promise.all(this.#seats.map(({ process }) => process.kill()));
    await (this.#tidied ??= this.#tidy());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #launch(command: WorkerCommand): WorkerProcess {
    const process = new WorkerProcess(command, (line) => this.#failures.read(line));
    process.onDeath((death) => {
      this.#deaths.push(death);
      this.#onDeath?.(death);
    });
    return process;
  }

  #seat(name: string): Seat {
    const seat = this.#seats.find(({ command }) => command.name === name);
    if (seat === undefined) throw new HeadcountError('BUG', `the fleet has no worker ${name}`);
    return seat;
  }
}

function describe({ command: { name, group }, process: { pid } }: Seat): FleetWorker {
  return { name, group, pid };
}
