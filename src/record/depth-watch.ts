// Looks at the lengths of queues at regular times. Only LLEN: nothing is written, whatever the size of the queue.

import type { Observer } from '../broker/index.ts';
import type { QueueFigures } from './contract.ts';

/** Queues beyond are not looked at: names may come from events. */
const MOST_QUEUES = 100;

interface QueueAccount {
  looks: number;
  sum: number;
  max: number;
}

/** Waiting messages by queue, at one time. */
export type DepthLook = Readonly<Record<string, number>>;

export class DepthWatch {
  readonly #observer: Observer;
  readonly #queues = new Map<string, QueueAccount>();
  #gapSinceMs: number | undefined;
  /** How long the broker could not be asked, so far. */
  gapMs = 0;

  constructor(observer: Observer, queues: readonly string[]) {
    this.#observer = observer;
    for (const queue of queues) this.follow(queue);
  }

  follow(queue: string): void {
    if (this.#queues.has(queue) || this.#queues.size >= MOST_QUEUES) return;
    this.#queues.set(queue, { looks: 0, sum: 0, max: 0 });
  }

  /** Undefined while the broker is away. */
  async look(nowMs: number): Promise<DepthLook | undefined> {
    const queues = [...this.#queues.keys()];
    try {
      const counts = await Promise.all(queues.map((queue) => this.#observer.waiting([queue])));
      this.#endGap(nowMs);
      const look = queues.map((queue, i) => [queue, counts[i] ?? 0] as const);
      for (const [queue, waiting] of look) this.#note(queue, waiting);
      return Object.fromEntries(look);
    } catch {
      this.#gapSinceMs ??= nowMs;
      return undefined;
    }
  }

  /** At the end of the recording. */
  figures(nowMs: number): readonly QueueFigures[] {
    this.#endGap(nowMs);
    return Array.from(this.#queues, ([queue, { looks, sum, max }]) => ({
      queue,
      looks,
      meanWaiting: looks === 0 ? 0 : Number((sum / looks).toPrecision(4)),
      maxWaiting: max,
    }));
  }

  #note(queue: string, waiting: number): void {
    const account = this.#queues.get(queue);
    if (account === undefined) return;
    account.looks++;
    account.sum += waiting;
    account.max = Math.max(account.max, waiting);
  }

  #endGap(nowMs: number): void {
    if (this.#gapSinceMs === undefined) return;
    this.gapMs += nowMs - this.#gapSinceMs;
    this.#gapSinceMs = undefined;
  }
}
