// Runs in the order of their arrival, until they are written. Events are heard almost in that order, so a new run
// goes in near the end; the front is taken off as it is written.

import type { TaskRun } from './task-run.ts';

/** Written places at the front that are worth closing up. */
const CLOSE_UP_AT = 1024;

export class ArrivalOrder {
  readonly #runs: TaskRun[] = [];
  #front = 0;

  get size(): number {
    return this.#runs.length - this.#front;
  }

  get first(): TaskRun | undefined {
    return this.#runs[this.#front];
  }

  get last(): TaskRun | undefined {
    return this.size === 0 ? undefined : this.#runs.at(-1);
  }

  add(run: TaskRun): void {
    if (this.size === 0 || (this.#runs.at(-1)?.arrivalMs ?? 0) <= run.arrivalMs) this.#runs.push(run);
    else this.#runs.splice(this.#after(run.arrivalMs), 0, run);
  }

  /** Moves a run to another time. */
  move(run: TaskRun, arrivalMs: number): void {
    let at = this.#after(run.arrivalMs) - 1;
    while (at >= this.#front && this.#runs[at] !== run) at--;
    if (at < this.#front) return;
    this.#runs.splice(at, 1);
    run.arrivalMs = arrivalMs;
    this.add(run);
  }

  takeFirst(): void {
    this.#front++;
    if (this.#front < CLOSE_UP_AT || 2 * this.#front < this.#runs.length) return;
    this.#runs.splice(0, this.#front);
    this.#front = 0;
  }

  takeLast(): void {
    if (this.size > 0) this.#runs.pop();
  }

  /** The first place whose time is later. */
  #after(arrivalMs: number): number {
    let [low, high] = [this.#front, this.#runs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#runs[middle]?.arrivalMs ?? Infinity) <= arrivalMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
