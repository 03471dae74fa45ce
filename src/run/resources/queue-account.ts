// The queue over a phase: all that is not settled beside what an autoscaler would see. Mean and maximum are of all
// looks; percentiles of a fixed number of them, every n-th, evenly over the phase.

import type { DepthFigures, QueueUse } from '../../result/index.ts';
import { quantile, sortSamples } from '../../stats/index.ts';

const MOST_KEPT = 4096;

/** One look; `scheduled` and `retry` are among the reserved. */
export interface QueueLook {
  readonly waiting: number;
  readonly reserved: number;
  readonly scheduled: number;
  readonly retry: number;
}

export class QueueAccount {
  readonly #total = new DepthAccount();
  readonly #seen = new DepthAccount();
  readonly #scheduled = new DepthAccount();
  readonly #retry = new DepthAccount();

  add(look: QueueLook): void {
    this.#total.add(look.waiting + look.reserved);
    this.#seen.add(look.waiting);
    this.#scheduled.add(look.scheduled);
    this.#retry.add(look.retry);
  }

  /** null when nobody looked. */
  record(): QueueUse | null {
    const total = this.#total.figures();
    const seen = this.#seen.figures();
    const scheduled = this.#scheduled.figures();
    const retry = this.#retry.figures();
    if (total === null || seen === null || scheduled === null || retry === null) return null;
    const seenRatio = total.mean === 0 ? null : seen.mean / total.mean;
    return { looks: this.#total.looks, total, seen, scheduled, retry, seenRatio };
  }
}

class DepthAccount {
  looks = 0;
  #sum = 0;
  #max = 0;
  #kept: number[] = [];
  #every = 1;

  add(depth: number): void {
    this.#sum += depth;
    this.#max = Math.max(this.#max, depth);
    if (this.looks++ % this.#every !== 0) return;
    this.#kept.push(depth);
    if (this.#kept.length < MOST_KEPT) return;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  figures(): DepthFigures | null {
    const p95 = quantile(sortSamples(this.#kept), 0.95);
    return p95.kind === 'too-few' ? null : { mean: this.#sum / this.looks, p95: p95.value, max: this.#max };
  }
}
