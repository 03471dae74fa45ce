// What event loops told over a time: delay, utilization, garbage collection; of all together and of the busiest. A
// fixed number of loops is told apart and counted; later ones (of recycled children) are in the sums only.

import type { LoopSample } from '../../measure/index.ts';
import type { LoopRecord } from '../../result/index.ts';

const MOST_LOOPS = 128;
/** A loop that told less than this is not asked for how busy it was alone. */
const LEAST_TOLD_NS = 400e6;

export class LoopAccount {
  readonly #loops = new Map<string, { activeNs: number; spanNs: number }>();
  #activeNs = 0;
  #spanNs = 0;
  #delayP99Ns = 0;
  #delayMaxNs = 0;
  #gcNs = 0;
  #gcCount = 0;

  add(sample: LoopSample): void {
    if (sample.spanNs === 0) return;
    this.#activeNs += sample.activeNs;
    this.#spanNs += sample.spanNs;
    this.#delayP99Ns = Math.max(this.#delayP99Ns, sample.delayP99Ns);
    this.#delayMaxNs = Math.max(this.#delayMaxNs, sample.delayMaxNs);
    this.#gcNs += sample.gcNs;
    this.#gcCount += sample.gcCount;
    this.#addToLoop(`${sample.pid}/${sample.threadId}`, sample);
  }

  /** null when no loop told anything. */
  record(): LoopRecord | null {
    if (this.#spanNs === 0) return null;
    const meanRatio = share(this.#activeNs, this.#spanNs);
    const ratios = [...this.#loops.values()]
      .filter(({ spanNs }) => spanNs >= LEAST_TOLD_NS)
      .map(({ activeNs, spanNs }) => share(activeNs, spanNs));
    return {
      loops: this.#loops.size,
      delayP99Ms: this.#delayP99Ns / 1e6,
      delayMaxMs: this.#delayMaxNs / 1e6,
      utilizationRatio: meanRatio,
      busiestRatio: Math.max(meanRatio, ...ratios),
      gcMs: this.#gcNs / 1e6,
      gcCount: this.#gcCount,
    };
  }

  #addToLoop(key: string, { activeNs, spanNs }: LoopSample): void {
    const loop = this.#loops.get(key);
    if (loop !== undefined) {
      loop.activeNs += activeNs;
      loop.spanNs += spanNs;
    } else if (this.#loops.size < MOST_LOOPS) {
      this.#loops.set(key, { activeNs, spanNs });
    }
  }
}

// The two clocks of a loop's report are read one after the other; the quotient may pass 1 by a hair.
const share = (activeNs: number, spanNs: number): number => Math.min(1, activeNs / spanNs);
