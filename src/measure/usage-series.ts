// Memory and CPU over time, of a process or of several together, in a fixed number of points.

import type { MemoryFigures } from './process-figures.ts';
import { ThinnedSeries } from './thinned-series.ts';

/** One column a figure, one row a point. */
export interface SeriesColumns {
  readonly atNs: readonly number[];
  readonly rssBytes: readonly number[];
  /** NaN where the kernel does not tell. */
  readonly pssBytes: readonly number[];
  readonly ussBytes: readonly number[];
  /** CPU since the row before, in cores; NaN at the first. */
  readonly cpuCores: readonly number[];
}

export class UsageSeries {
  readonly #series: ThinnedSeries;
  #before: { readonly atNs: number; readonly cpuMs: number } | undefined;

  constructor(mostPoints: number) {
    this.#series = new ThinnedSeries(5, mostPoints);
  }

  /** `cpuMs`: used so far. */
  add(atNs: number, { rssBytes, pssBytes, ussBytes }: MemoryFigures, cpuMs: number): void {
    const before = this.#before;
    const spanMs = before === undefined ? 0 : (atNs - before.atNs) / 1e6;
    const cpuCores = before === undefined || spanMs <= 0 ? Number.NaN : (cpuMs - before.cpuMs) / spanMs;
    this.#before = { atNs, cpuMs };
    this.#series.add([atNs, rssBytes, pssBytes ?? Number.NaN, ussBytes ?? Number.NaN, cpuCores]);
  }

  columns(): SeriesColumns {
    const rows = this.#series.means();
    const column = (index: number): number[] => rows.map((row) => row[index] ?? Number.NaN);
    return {
      atNs: column(0),
      rssBytes: column(1),
      pssBytes: column(2),
      ussBytes: column(3),
      cpuCores: column(4),
    };
  }
}
