// Which task types are over in no time, learned from how long their jobs took. Only those may be written ahead.

/** Jobs of a type that must have been seen before anything is believed of it. */
const TRIAL_JOBS = 8;
/** A type whose jobs take longer than this gains nothing from being written ahead. */
const QUICK_MICROS = 500;
/** What a job costs its slot besides the task itself. */
const OVERHEAD_MICROS = 20;
const NEW_SHARE = 0.1;
/** Longer jobs count as this long: three of them in a row end a type's being quick. */
const MOST_MICROS = 2_000;
/** Types remembered; names come from the application, so this is more than there are. */
const MAX_TYPES = 10_000;

/** What is expected of a job that nothing is known about; finite, so that sums stay sums. */
export const LONG_MICROS = 1e9;

interface Seen {
  jobs: number;
  meanMicros: number;
}

export class QuickTypes {
  readonly #seen = new Map<string, Seen>();

  /** What one job of the type is expected to keep its slot busy; LONG_MICROS if that is unknown or not short. */
  expectedMicros(name: string): number {
    const seen = this.#seen.get(name);
    if (seen === undefined || seen.jobs < TRIAL_JOBS || seen.meanMicros > QUICK_MICROS) return LONG_MICROS;
    return seen.meanMicros + OVERHEAD_MICROS;
  }

  /** A job took so long. One that took long may just have had to wait for a processor; a few in a row did not. */
  note(name: string, micros: number): void {
    const seen = this.#seen.get(name);
    if (seen === undefined) {
      if (this.#seen.size < MAX_TYPES)
        this.#seen.set(name, { jobs: 1, meanMicros: Math.min(micros, MOST_MICROS) });
    } else {
      seen.jobs++;
      seen.meanMicros += NEW_SHARE * (Math.min(micros, MOST_MICROS) - seen.meanMicros);
    }
  }
}
