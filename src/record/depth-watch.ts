// Looks at the lengths of queues at regular times. Only LLEN: nothing is written, whatever the size of the queue. A look
// that the broker does not answer in time is a gap; a queue that it refuses to count is not looked at again.

import type { Observer } from '../broker/index.ts';
import { hasCode } from '../errors/index.ts';
import type { QueueFigures } from './contract.ts';
import type { Gaps } from './gaps.ts';
import { inTime } from './in-time.ts';

/** Queues beyond are not looked at: names may come from events. */
const MOST_QUEUES = 100;

interface QueueAccount {
  looks: number;
  sum: number;
  max: number;
  refused: boolean;
}

/** Waiting messages by queue, when the answer came. */
export interface DepthLook {
  readonly atMs: number;
  readonly waiting: Readonly<Record<string, number>>;
}

export interface DepthWatchParts {
  readonly observer: Pick<Observer, 'waiting'>;
  readonly gaps: Gaps;
  readonly nowMs: () => number;
  /** A look that takes longer is late. */
  readonly withinMs: number;
  readonly onLook: (look: DepthLook) => void;
}

export class DepthWatch {
  readonly #parts: DepthWatchParts;
  readonly #queues = new Map<string, QueueAccount>();
  #askedMs = 0;
  #underWay: Promise<void> | undefined;

  constructor(parts: DepthWatchParts, queues: readonly string[]) {
    this.#parts = parts;
    for (const queue of queues) this.follow(queue);
  }

  follow(queue: string): void {
    if (this.#queues.has(queue) || this.#queues.size >= MOST_QUEUES) return;
    this.#queues.set(queue, { looks: 0, sum: 0, max: 0, refused: false });
  }

  /** One at a time: waits for the one that is under way. Gives up at the signal, or when it is late. */
  async look(signal?: AbortSignal): Promise<void> {
    this.#underWay ??= this.#look().finally(() => (this.#underWay = undefined));
    const answered = await inTime(this.#underWay, this.#parts.withinMs, signal);
    if (!answered && signal?.aborted !== true) this.#parts.gaps.begin('looks', this.#askedMs);
  }

  /** Queues that the broker does not let us count. */
  get refused(): readonly string[] {
    return [...this.#queues].filter(([, { refused }]) => refused).map(([queue]) => queue);
  }

  get figures(): readonly QueueFigures[] {
    return Array.from(this.#queues, ([queue, { looks, sum, max }]) => ({
      queue,
      looks,
      meanWaiting: looks === 0 ? null : Number((sum / looks).toPrecision(4)),
      maxWaiting: looks === 0 ? null : max,
    }));
  }

  async #look(): Promise<void> {
    const { gaps, nowMs, withinMs, onLook } = this.#parts;
    this.#askedMs = nowMs();
    try {
      const counts = await Promise.all(
        [...this.#queues].map(([queue, account]) => this.#count(queue, account)),
      );
      const atMs = nowMs();
      if (atMs - this.#askedMs > withinMs) gaps.begin('looks', this.#askedMs);
      gaps.end('looks', atMs);
      onLook({ atMs, waiting: Object.fromEntries(counts.flat()) });
    } catch (error) {
      if (!hasCode(error, 'BROKER_UNREACHABLE')) throw error;
      gaps.begin('looks', this.#askedMs);
    }
  }

  /** The queue's depth, or nothing where the broker refuses to tell it. */
  async #count(queue: string, account: QueueAccount): Promise<readonly (readonly [string, number])[]> {
    if (account.refused) return [];
    try {
      const waiting = await this.#parts.observer.waiting([queue]);
      account.looks++;
      account.sum += waiting;
      account.max = Math.max(account.max, waiting);
      return [[queue, waiting]];
    } catch (error) {
      if (!hasCode(error, 'BROKER_REFUSED', 'BROKER_UNSUITABLE')) throw error;
      account.refused = true;
      return [];
    }
  }
}
