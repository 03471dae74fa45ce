// Watches the event loop it runs on: delay, utilization and garbage collection, told at a fixed interval.
// Cost: the delay histogram ticks 100 times a second, the rest is a few calls an interval.

import {
  monitorEventLoopDelay,
  performance,
  PerformanceObserver,
  type EventLoopUtilization,
  type IntervalHistogram,
} from 'node:perf_hooks';
import { pid } from 'node:process';
import { threadId } from 'node:worker_threads';
import { monotonicNs } from './clock.ts';
import type { LoopSample } from './loop-record.ts';

const EVERY_MS = 500;
const RESOLUTION_MS = 10;

/** What the loop itself knows. */
export type LoopFigures = Omit<LoopSample, 'tasks'>;

export class LoopSampler {
  readonly #onSample: (sample: LoopFigures) => void;
  readonly #delay: IntervalHistogram;
  readonly #collections: PerformanceObserver;
  readonly #timer: NodeJS.Timeout;
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();
  #fromNs: number = monotonicNs();
  #gcMs = 0;
  #gcCount = 0;

  /** Begins at once. */
  constructor(onSample: (sample: LoopFigures) => void) {
    this.#onSample = onSample;
    this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#delay.enable();
    this.#collections = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.#collected(duration);
    });
    this.#collections.observe({ entryTypes: ['gc'] });
    this.#timer = setInterval(() => this.#tell(), EVERY_MS);
  }

  /** Idempotent. */
  stop(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
    this.#collections.disconnect();
  }

  #collected(durationMs: number): void {
    this.#gcMs += durationMs;
    this.#gcCount++;
  }

  #tell(): void {
    const toNs = monotonicNs();
    const now = performance.eventLoopUtilization();
    const { active } = performance.eventLoopUtilization(now, this.#utilization);
    // The histogram holds the intervals between ticks, of which the resolution itself is no delay.
    const above = (ns: number): number => Math.max(0, ns - RESOLUTION_MS * 1e6);
    this.#onSample({
      pid,
      threadId,
      delayP99Ns: above(this.#delay.percentile(99)),
      delayMaxNs: above(this.#delay.max),
      activeNs: active * 1e6,
      gcNs: this.#gcMs * 1e6,
      gcCount: this.#gcCount,
      toNs,
      spanNs: toNs - this.#fromNs,
    });
    this.#delay.reset();
    this.#utilization = now;
    this.#fromNs = toNs;
    this.#gcMs = 0;
    this.#gcCount = 0;
  }
}
