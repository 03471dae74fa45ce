// What one process has used so far, over all looks at it.

import type { MemoryFigures, ProcessFigures, Switches } from './process-figures.ts';
import { UsageSeries, type SeriesColumns } from './usage-series.ts';

/** Points of the series of one process. */
const SERIES_POINTS = 60;

/** Part a watched process plays. toolkit: the run itself, with its collector and samplers. */
export type WatchedRole = 'worker' | 'generator' | 'broker' | 'toolkit' | 'target';

export interface ProcessIdentity {
  readonly pid: number;
  readonly role: WatchedRole | 'child';
  /** Of the watched process it belongs to. */
  readonly name: string;
}

export interface MemoryUsage {
  readonly meanBytes: number;
  readonly peakBytes: number;
}

export interface ProcessUsage extends ProcessIdentity {
  readonly firstSeenNs: number;
  readonly lastSeenNs: number;
  readonly alive: boolean;
  readonly userMs: number;
  readonly systemMs: number;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
  readonly threadsPeak: number;
  readonly openFilesPeak: number | null;
  /** null of a process that was gone before its memory was looked at; the others also where the kernel does not tell. */
  readonly rss: MemoryUsage | null;
  readonly pss: MemoryUsage | null;
  readonly uss: MemoryUsage | null;
  readonly series: SeriesColumns;
}

export class ProcessAccount {
  readonly identity: ProcessIdentity;
  readonly beganTicks: number;
  readonly #series: UsageSeries = new UsageSeries(SERIES_POINTS);
  readonly #firstSeenNs: number;
  readonly #rss = new Spread();
  readonly #pss = new Spread();
  readonly #uss = new Spread();
  #figures: ProcessFigures;
  #memory: MemoryFigures | undefined;
  #switches: Switches = { voluntary: 0, involuntary: 0 };
  #threadsPeak = 0;
  #openFiles: number | null = null;
  #openFilesPeak: number | null = null;
  #lastSeenNs: number;
  alive = true;

  constructor(identity: ProcessIdentity, figures: ProcessFigures, atNs: number) {
    this.identity = identity;
    this.beganTicks = figures.beganTicks;
    this.#figures = figures;
    this.#firstSeenNs = atNs;
    this.#lastSeenNs = atNs;
  }

  get figures(): ProcessFigures {
    return this.#figures;
  }

  /** As last looked at; undefined before the first look. */
  get memory(): MemoryFigures | undefined {
    return this.#memory;
  }

  get switches(): Switches {
    return this.#switches;
  }

  get openFiles(): number | null {
    return this.#openFiles;
  }

  looked(figures: ProcessFigures, atNs: number): void {
    this.#figures = figures;
    this.#lastSeenNs = atNs;
    this.#threadsPeak = Math.max(this.#threadsPeak, figures.threads);
  }

  /** The expensive look: memory, switches, open files. Call after `looked`. */
  lookedClosely(memory: MemoryFigures, switches: Switches, openFiles: number | null): void {
    this.#memory = memory;
    // Threads that ended take their counts with them.
    this.#switches = {
      voluntary: Math.max(this.#switches.voluntary, switches.voluntary),
      involuntary: Math.max(this.#switches.involuntary, switches.involuntary),
    };
    this.#openFiles = openFiles;
    if (openFiles !== null) this.#openFilesPeak = Math.max(this.#openFilesPeak ?? 0, openFiles);
    this.#rss.add(memory.rssBytes);
    this.#pss.add(memory.pssBytes);
    this.#uss.add(memory.ussBytes);
    const { userMs, systemMs } = this.#figures;
    this.#series.add(this.#lastSeenNs, memory, userMs + systemMs);
  }

  usage(): ProcessUsage {
    const { userMs, systemMs } = this.#figures;
    return {
      ...this.identity,
      firstSeenNs: this.#firstSeenNs,
      lastSeenNs: this.#lastSeenNs,
      alive: this.alive,
      userMs,
      systemMs,
      voluntarySwitches: this.#switches.voluntary,
      involuntarySwitches: this.#switches.involuntary,
      threadsPeak: this.#threadsPeak,
      openFilesPeak: this.#openFilesPeak,
      rss: this.#rss.usage(),
      pss: this.#pss.usage(),
      uss: this.#uss.usage(),
      series: this.#series.columns(),
    };
  }
}

class Spread {
  #sum = 0;
  #count = 0;
  #peak = 0;

  add(value: number | null): void {
    if (value === null) return;
    this.#sum += value;
    this.#count++;
    this.#peak = Math.max(this.#peak, value);
  }

  usage(): MemoryUsage | null {
    return this.#count === 0 ? null : { meanBytes: this.#sum / this.#count, peakBytes: this.#peak };
  }
}
