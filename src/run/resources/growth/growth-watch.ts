// Follows memory and tasks of every process that runs tasks, from its start to its end; a fixed number of lifetimes of
// each group is kept when children are recycled.

import type { LoopSample, ProcessAccount } from '../../../measure/index.ts';
import type { Point } from '../../../stats/index.ts';
import { Lifetime } from './lifetime.ts';

const MOST_ENDED = 128;
/** Points below which an ended lifetime says nothing. */
const LEAST_POINTS = 8;

/** What is known of one group's processes. */
export interface GroupLifetimes {
  readonly points: readonly (readonly Point[])[];
  /** Resident memory that such a process shares with others. */
  readonly sharedBytes: number;
}

export class GrowthWatch {
  readonly #alive = new Map<number, Lifetime>();
  readonly #ended = new Map<string, Lifetime[]>();
  #kind: 'uss' | 'rss' = 'uss';

  /** Which memory is followed: RSS where the kernel does not tell what is private. */
  get kind(): 'uss' | 'rss' {
    return this.#kind;
  }

  tell(sample: LoopSample, group: string): void {
    let lifetime = this.#alive.get(sample.pid);
    if (lifetime === undefined) {
      lifetime = new Lifetime(group);
      this.#alive.set(sample.pid, lifetime);
    }
    lifetime.tell(sample);
  }

  /** Memory was looked at. `processes`: all that are alive. */
  look(processes: Iterable<ProcessAccount>, atNs: number): void {
    const seen = new Set<number>();
    for (const { identity, memory } of processes) {
      seen.add(identity.pid);
      if (memory === undefined) continue;
      if (memory.ussBytes === null) this.#kind = 'rss';
      const bytes = memory.ussBytes ?? memory.rssBytes;
      this.#alive.get(identity.pid)?.look({ atNs, bytes, sharedBytes: memory.rssBytes - bytes });
    }
    for (const [pid, lifetime] of this.#alive) if (!seen.has(pid)) this.#end(pid, lifetime);
  }

  of(group: string): GroupLifetimes {
    const alive = [...this.#alive.values()].filter((lifetime) => lifetime.group === group);
    const all = [...(this.#ended.get(group) ?? []), ...alive].filter((lifetime) => lifetime.tasks > 0);
    const shared = all.map((lifetime) => lifetime.sharedBytes()).filter((bytes) => !Number.isNaN(bytes));
    return {
      points: all.map((lifetime) => lifetime.points()),
      sharedBytes: shared.reduce((sum, bytes) => sum + bytes, 0) / Math.max(1, shared.length),
    };
  }

  #end(pid: number, lifetime: Lifetime): void {
    this.#alive.delete(pid);
    const ended = this.#ended.get(lifetime.group) ?? [];
    this.#ended.set(lifetime.group, ended);
    if (ended.length < MOST_ENDED && lifetime.points().length >= LEAST_POINTS) ended.push(lifetime);
  }
}
