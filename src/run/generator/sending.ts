// What all ways of sending share: the port, counts by second, and a bound on what is under way, so that a broker that
// stops answering stops the generator and shows as slip, in bounded memory.

import type { LoadPort } from '../../system/index.ts';
import type { PlannedTask } from '../../workload/index.ts';
import { sliceAt, slicesOf, type Slices } from '../slices.ts';

/** Added or sent, and not yet confirmed by the broker: at most this many tasks, and about this many bytes. */
const MAX_TASKS_UNDER_WAY = 20_000;
const MAX_BYTES_UNDER_WAY = 64 * 1024 * 1024;
/** A message without its ballast. */
const ENVELOPE_BYTES = 1200;

type Outlet = Pick<LoadPort, 'add' | 'flush'>;

export class Sending {
  readonly #port: Outlet;
  readonly #slices: Slices;
  readonly #perSlice: number[] = [];
  readonly #perTask: number[] = [];
  #sent = 0;
  #addedTasks = 0;
  #addedBytes = 0;
  #tasksUnderWay = 0;
  #bytesUnderWay = 0;
  #failure: unknown;
  #resume: (() => void) | undefined;

  constructor(port: Outlet, window: { readonly startNs: number; readonly endNs: number }) {
    this.#port = port;
    this.#slices = slicesOf(window.startNs, window.endNs);
  }

  get sent(): number {
    return this.#sent;
  }

  get perSlice(): number[] {
    return Array.from(this.#perSlice, (count) => count ?? 0);
  }

  /** By index of the task type. */
  get perTask(): number[] {
    return Array.from(this.#perTask, (count) => count ?? 0);
  }

  add(task: PlannedTask): void {
    this.#port.add(task);
    this.#sent++;
    this.#addedTasks++;
    this.#addedBytes += ENVELOPE_BYTES + task.payload.length;
    const slice = Math.max(0, sliceAt(this.#slices, task.sentNs));
    this.#perSlice[slice] = (this.#perSlice[slice] ?? 0) + 1;
    this.#perTask[task.typeIndex] = (this.#perTask[task.typeIndex] ?? 0) + 1;
  }

  /** Sends what was added. Waits only when too much is under way. Throws what an earlier send met. */
  async flush(): Promise<void> {
    this.#start();
    while (this.#tasksUnderWay >= MAX_TASKS_UNDER_WAY || this.#bytesUnderWay >= MAX_BYTES_UNDER_WAY) {
      await this.#nextLanding();
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when the broker has everything. */
  async settle(): Promise<void> {
    while (this.#tasksUnderWay > 0) await this.#nextLanding();
    if (this.#failure !== undefined) throw this.#failure;
  }

  #start(): void {
    const [tasks, bytes] = [this.#addedTasks, this.#addedBytes];
    if (tasks === 0) return;
    this.#addedTasks = 0;
    this.#addedBytes = 0;
    this.#tasksUnderWay += tasks;
    this.#bytesUnderWay += bytes;
    this.#port.flush().then(
      () => this.#landed(tasks, bytes),
      (error: unknown) => {
        this.#failure ??= error;
        this.#landed(tasks, bytes);
      },
    );
  }

  #nextLanding(): Promise<void> {
    return new Promise((resolve) => (this.#resume = resolve));
  }

  #landed(tasks: number, bytes: number): void {
    this.#tasksUnderWay -= tasks;
    this.#bytesUnderWay -= bytes;
    this.#resume?.();
  }
}
