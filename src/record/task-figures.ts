// What the summary says of each task type. Memory is bounded: types beyond the limit are added up as one.

import { LatencyHistogram } from '../measure/index.ts';
import { observationsNeeded } from '../stats/index.ts';
import { ms, perSecond, ratio, type Milliseconds } from '../units/index.ts';
import { BusiestMinute } from './busiest-minute.ts';
import type { TaskFigures, TimeFigures } from './contract.ts';
import { timesOf, type TaskRun } from './task-run.ts';

const MOST_TYPES = 300;
const OTHERS = '(others)';

interface TypeAccount {
  count: number;
  sentKnown: number;
  readonly endings: Record<keyof TaskFigures['endings'], number>;
  readonly wait: LatencyHistogram;
  readonly service: LatencyHistogram;
}

export class TaskFiguresAccount {
  readonly #types = new Map<string, TypeAccount>();
  readonly #busiest = new BusiestMinute();
  #lines = 0;
  /** Waits below zero, which only clocks that differ can make. */
  negativeWaits = 0;

  /** Lines so far. */
  get lines(): number {
    return this.#lines;
  }

  get hasOthers(): boolean {
    return this.#types.has(OTHERS);
  }

  /** In the order of arrival. */
  arrived(run: TaskRun): void {
    const account = this.#of(run.task);
    account.count++;
    this.#lines++;
    if (run.since === 'sent') account.sentKnown++;
    this.#busiest.add(run.arrivalMs);
  }

  /** All that is known of a run that has been counted. */
  ended(run: TaskRun): void {
    const account = this.#of(run.task);
    account.endings[run.ending ?? 'unfinished']++;
    const { waitMs, serviceMs } = timesOf(run);
    if (waitMs !== undefined && waitMs < 0) this.negativeWaits++;
    else if (waitMs !== undefined) account.wait.recordNs(waitMs * 1e6);
    if (serviceMs !== undefined) account.service.recordNs(serviceMs * 1e6);
  }

  /** As a plan from the trace takes it; null where no rate can be told. */
  get busiestPerSec(): number | null {
    return this.#busiest.perSec;
  }

  /** The most frequent first. */
  figures(durationMs: Milliseconds): readonly TaskFigures[] {
    return [...this.#types]
      .toSorted(([, a], [, b]) => b.count - a.count)
      .map(([task, { count, sentKnown, endings, wait, service }]) => ({
        task,
        count,
        ratePerSec: perSecond(durationMs <= 0 ? 0 : (count * 1000) / durationMs),
        sentKnownRatio: ratio(count === 0 ? 0 : sentKnown / count),
        endings: { ...endings },
        wait: timeFigures(wait),
        service: timeFigures(service),
      }));
  }

  #of(task: string): TypeAccount {
    const found = this.#types.get(task);
    if (found !== undefined) return found;
    if (this.#types.size >= MOST_TYPES && task !== OTHERS) return this.#of(OTHERS);
    const account: TypeAccount = {
      count: 0,
      sentKnown: 0,
      endings: { succeeded: 0, failed: 0, retried: 0, revoked: 0, rejected: 0, cancelled: 0, unfinished: 0 },
      wait: LatencyHistogram.create(),
      service: LatencyHistogram.create(),
    };
    this.#types.set(task, account);
    return account;
  }
}

export function timeFigures(histogram: LatencyHistogram): TimeFigures {
  const { count, meanMs, sdMs, maxMs } = histogram.figures;
  // Of too few, a quantile is some other one.
  const at = (p: number): Milliseconds | null =>
    count < observationsNeeded(p) ? null : rounded(histogram.quantileMs(p));
  return {
    count,
    meanMs: count === 0 ? null : rounded(meanMs),
    scv: count === 0 || meanMs === 0 ? null : Number(((sdMs / meanMs) ** 2).toPrecision(4)),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    maxMs: count === 0 ? null : rounded(maxMs),
  };
}

// Nobody reads nanoseconds of a wall clock.
function rounded(value: Milliseconds): Milliseconds {
  return ms(Math.round(value * 1000) / 1000);
}
