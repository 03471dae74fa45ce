// A trace as arrivals: from its first entry on, faster by `speed`, with `copies` tasks for each recorded one on average.
// Of 0.3 copies three entries in ten are kept, of 2.5 every entry comes twice and every other a third time, by seeded
// chance. Copies are spread evenly over the gap to the next entry: sent together they would be bursts that were not there.

import type { Random } from '../../../stats/index.ts';
import type { Arrivals, Replay } from '../contract.ts';
import { TraceReader, type ReadEntry } from './trace-reader.ts';

export class ReplayedArrivals implements Arrivals {
  readonly #reader: TraceReader;
  readonly #replay: Replay;
  readonly #random: Random;
  readonly #firstSec: number;
  #entry: ReadEntry | undefined;
  #following: ReadEntry | undefined;
  #copies = 0;
  #copy = 0;

  private constructor(reader: TraceReader, replay: Replay, random: Random) {
    this.#reader = reader;
    this.#replay = replay;
    this.#random = random;
    this.#following = reader.next();
    this.#firstSec = this.#following?.sec ?? 0;
    this.#nextEntry();
  }

  /** Throws BAD_SCENARIO for a trace that has changed since it was checked and is none any more. */
  static open(replay: Replay, taskNames: readonly string[], random: Random): ReplayedArrivals {
    return new ReplayedArrivals(new TraceReader(replay.path, replay.format, taskNames), replay, random);
  }

  get dueNs(): number {
    if (this.#entry === undefined) return Infinity;
    const { sec } = this.#entry;
    const gapSec = (this.#following?.sec ?? sec) - sec;
    return ((sec - this.#firstSec + (gapSec * this.#copy) / this.#copies) * 1e9) / this.#replay.speed;
  }

  get typeIndex(): number {
    return this.#entry?.typeIndex ?? -1;
  }

  get durationMs(): number {
    return this.#entry?.durationMs ?? Number.NaN;
  }

  advance(): void {
    if (++this.#copy >= this.#copies) this.#nextEntry();
  }

  close(): void {
    this.#reader.close();
  }

  #nextEntry(): void {
    const { copies } = this.#replay;
    const certain = Math.floor(copies);
    do {
      this.#entry = this.#following;
      if (this.#entry === undefined) return;
      this.#following = this.#reader.next();
      this.#copies = certain + (copies > certain && this.#random.next() < copies - certain ? 1 : 0);
    } while (this.#copies === 0);
    this.#copy = 0;
  }
}
