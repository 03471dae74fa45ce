// `--autoscale MAX,MIN`: as many slots as there is work for. Work is what this worker has reserved and runs, and what
// waits in its queues, so a burst is shared by all workers that see it. Growing is immediate; shrinking waits
// until the slots have been too many for a while, and takes idle slots first: a task is never cut short.

import { HeadcountError } from '../../errors/index.ts';
import { describeError } from '../../errors/index.ts';
import type { Log } from '../log.ts';

export interface AutoscaleBounds {
  readonly max: number;
  readonly min: number;
}

export interface AutoscalerParts {
  readonly bounds: AutoscaleBounds;
  /** How long slots stay that nothing was found for. */
  readonly keepaliveMs: number;
  /** Slots there are now. */
  readonly slots: () => number;
  /** Tasks reserved that can run now, and running ones. */
  readonly held: () => number;
  /** Messages that wait in the worker's queues. */
  readonly waiting: () => Promise<number>;
  readonly resize: (slots: number) => void;
  readonly log: Log;
}

/** The queues are looked at once in this time, and only while autoscaling is on. */
const LOOK_EVERY_MS = 1_000;

export class Autoscaler {
  readonly #parts: AutoscalerParts;
  #bounds: AutoscaleBounds;
  #timer: NodeJS.Timeout | undefined;
  #open = false;
  #looking: Promise<void> | undefined;
  #work = 0;
  /** The most slots that were needed since `#sinceMs`. */
  #peak = 0;
  #sinceMs = 0;

  constructor(parts: AutoscalerParts) {
    this.#parts = parts;
    this.#bounds = parts.bounds;
  }

  get bounds(): AutoscaleBounds {
    return this.#bounds;
  }

  /** Tasks the last decision counted. */
  get work(): number {
    return this.#work;
  }

  start(): void {
    this.#open = true;
    this.#sinceMs = performance.now();
    this.#plan();
  }

  /** New bounds, in any order; what is left out stays. They hold at once. Throws BAD_OPTION. */
  setBounds(max: number | undefined, min: number | undefined): AutoscaleBounds {
    this.#bounds = orderedBounds(max ?? this.#bounds.max, min ?? Math.min(this.#bounds.min, max ?? Infinity));
    const { slots, resize } = this.#parts;
    const inBounds = Math.min(this.#bounds.max, Math.max(this.#bounds.min, slots()));
    if (inBounds !== slots()) resize(inBounds);
    return this.#bounds;
  }

  /** Tasks were reserved: grows for them without waiting for the next look. */
  noticed(): void {
    if (this.#open) this.#decide(this.#parts.held());
  }

  async stop(): Promise<void> {
    this.#open = false;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #plan(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#look();
    }, LOOK_EVERY_MS);
  }

  async #look(): Promise<void> {
    try {
      const waiting = await this.#parts.waiting();
      if (this.#open) this.#decide(this.#parts.held() + waiting);
    } catch (error) {
      // The worker says it itself when its broker is gone.
      this.#parts.log.debug(`autoscale could not look at the queues: ${describeError(error)}`);
    }
    if (this.#open) this.#plan();
  }

  #decide(work: number): void {
    const { slots, resize, keepaliveMs, log } = this.#parts;
    const nowMs = performance.now();
    this.#work = work;
    const needed = Math.min(this.#bounds.max, Math.max(this.#bounds.min, work));
    const present = slots();
    this.#peak = Math.max(this.#peak, needed);
    if (needed >= present) this.#restart(nowMs);
    if (needed > present) {
      log.info(`Scaling up from ${present} to ${needed} slots`);
      resize(needed);
    } else if (nowMs - this.#sinceMs >= keepaliveMs) {
      log.info(`Scaling down from ${present} to ${this.#peak} slots`);
      resize(this.#peak);
      this.#restart(nowMs);
    }
  }

  #restart(nowMs: number): void {
    this.#peak = 0;
    this.#sinceMs = nowMs;
  }
}

/** The larger one is the maximum, as in Celery. Throws BAD_OPTION. */
export function orderedBounds(one: number, other: number): AutoscaleBounds {
  const bounds = { max: Math.max(one, other), min: Math.min(one, other) };
  if (
    Number.isSafeInteger(bounds.max) &&
    Number.isSafeInteger(bounds.min) &&
    bounds.min >= 0 &&
    bounds.max >= 1
  )
    return { max: bounds.max, min: Math.max(1, bounds.min) };
  throw new HeadcountError('BAD_OPTION', `autoscale between ${one} and ${other}`, {
    hint: 'Give two whole numbers, such as 10,3.',
  });
}
