// Looks after the clock of a trial: intervals below zero and stamps in the future must not exist on one machine with
// one monotonic clock; a step of the wall clock harms no duration but is said.

import { monotonicNs } from '../../measure/index.ts';
import { formatDuration, formatNumber, ms } from '../../units/index.ts';
import { finding, type Finding } from './finding.ts';

/** Steps of the wall clock below this are its steering. */
const STEP_MS = 50;
/** Readings of two clocks lie apart by what happens between them. */
const FUTURE_GRAIN_NS = 1e6;
/** Above this share of intervals below zero the clock is not one clock. */
const NEGATIVE_RATIO = 0.001;

export class ClockWatch {
  #samples = 0;
  #negative = 0;
  #worstNegativeNs = 0;
  #newestNs = 0;
  #futureNs = 0;
  #wallOffsetMs: number | undefined;
  #stepMs = 0;

  /** Three comparisons a sample. */
  task(intendedNs: number, startedNs: number, finishedNs: number): void {
    this.#samples++;
    if (startedNs < intendedNs || finishedNs < startedNs) {
      this.#negative++;
      this.#worstNegativeNs = Math.max(this.#worstNegativeNs, intendedNs - startedNs, startedNs - finishedNs);
    }
    if (finishedNs > this.#newestNs) this.#newestNs = finishedNs;
  }

  /** Compares with the clocks now; call every second or so. */
  check(nowNs: number = monotonicNs(), wallMs: number = Date.now()): void {
    this.#futureNs = Math.max(this.#futureNs, this.#newestNs - nowNs);
    const offsetMs = wallMs - nowNs / 1e6;
    const stepMs = this.#wallOffsetMs === undefined ? 0 : Math.abs(offsetMs - this.#wallOffsetMs);
    this.#stepMs = Math.max(this.#stepMs, stepMs);
    this.#wallOffsetMs = offsetMs;
  }

  findings(): readonly Finding[] {
    const findings: Finding[] = [];
    if (this.#negative > 0) {
      const worst = formatDuration(ms(this.#worstNegativeNs / 1e6));
      const detail = `${formatNumber(this.#negative)} of ${formatNumber(this.#samples)} intervals lie below zero, by up to ${worst}`;
      findings.push(finding('clock-trouble', detail, this.#negative > NEGATIVE_RATIO * this.#samples));
    }
    if (this.#futureNs > FUTURE_GRAIN_NS) {
      const ahead = formatDuration(ms(this.#futureNs / 1e6));
      findings.push(finding('clock-trouble', `a stamp lay ${ahead} in the future`, true));
    }
    if (this.#stepMs > STEP_MS) {
      const step = formatDuration(ms(this.#stepMs));
      findings.push(finding('clock-trouble', `the wall clock stepped by ${step}; durations do not use it`));
    }
    return findings;
  }
}
