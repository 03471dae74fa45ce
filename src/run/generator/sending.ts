// What both ways of sending share: the plan of tasks, the port, counts by second, and a bound on
// sends under way, so that a broker that stops answering stops the generator and shows as slip.

import { monotonicNs } from '../../measure/index.ts';
import type { LoadPort } from '../../system/index.ts';
import type { TaskPlan } from '../../workload/index.ts';

const MAX_FLUSHES_UNDER_WAY = 16;

export class Sending {
  readonly #port: LoadPort;
  readonly #plan: TaskPlan;
  readonly #startNs: number;
  readonly #perSlice: number[] = [];
  #sent = 0;
  #underWay = 0;
  #failure: unknown;
  #resume: (() => void) | undefined;

  constructor(port: LoadPort, plan: TaskPlan, startNs: number) {
    this.#port = port;
    this.#plan = plan;
    this.#startNs = startNs;
  }

  get sent(): number {
    return this.#sent;
  }

  get perSlice(): number[] {
    return Array.from(this.#perSlice, (count) => count ?? 0);
  }

  add(intendedNs: number, nowNs: number): void {
    this.#port.add(this.#plan.next(intendedNs));
    this.#sent++;
    const slice = Math.max(0, Math.floor((nowNs - this.#startNs) / 1e9));
    this.#perSlice[slice] = (this.#perSlice[slice] ?? 0) + 1;
  }

  /** Sends what was added. Waits only when too many sends are under way. Throws what an earlier send met. */
  async flush(): Promise<void> {
    this.#underWay++;
    this.#port.flush().then(
      () => this.#landed(),
      (error: unknown) => {
        this.#failure ??= error;
        this.#landed();
      },
    );
    while (this.#underWay >= MAX_FLUSHES_UNDER_WAY) await this.#nextLanding();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when the broker has everything. */
  async settle(): Promise<void> {
    while (this.#underWay > 0) await this.#nextLanding();
    if (this.#failure !== undefined) throw this.#failure;
  }

  #nextLanding(): Promise<void> {
    return new Promise((resolve) => (this.#resume = resolve));
  }

  #landed(): void {
    this.#underWay--;
    this.#resume?.();
  }
}

/** Sleeps until the time, or a little less: timers have a grain of one millisecond. */
export async function sleepUntil(atNs: number): Promise<void> {
  const leftMs = (atNs - monotonicNs()) / 1e6;
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.max(1, Math.floor(leftMs))));
}
