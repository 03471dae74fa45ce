// How far the clocks of workers are from ours: each is asked for a heartbeat, whose time lies between the question and its
// arrival. The middle is the estimate; half the time in between is what it may be off.

import { setTimeout as sleep } from 'node:timers/promises';
import type { CeleryEvent } from '../../broker/index.ts';
import { monotonicNs } from '../../measure/index.ts';
import type { RemoteControl } from '../../worker/index.ts';
import type { WallClock } from './wall-clock.ts';

const ROUNDS = 5;
const ROUND_WITHIN_MS = 1000;
const LOOK_EVERY_MS = 2;

export interface ClockEstimate {
  /** To be added to a worker's time to get ours. */
  readonly correctionMs: number;
  readonly errorMs: number;
}

interface Beat {
  readonly offsetMs: number;
  readonly halfMs: number;
}

export class WorkerClocks {
  readonly #wall: WallClock;
  readonly #beats = new Map<string, Beat[]>();
  readonly #nowNs: () => number;
  readonly #pause: (forMs: number) => Promise<unknown>;
  #askedNs: number | undefined;
  #awaited = new Set<string>();

  constructor(
    wall: WallClock,
    nowNs: () => number = monotonicNs,
    pause: (forMs: number) => Promise<unknown> = sleep,
  ) {
    this.#wall = wall;
    this.#nowNs = nowNs;
    this.#pause = pause;
  }

  /** A heartbeat. */
  hear({ hostname, timestamp }: CeleryEvent): void {
    if (this.#askedNs === undefined || typeof timestamp !== 'number' || !this.#awaited.delete(hostname))
      return;
    const nowNs = this.#nowNs();
    const middleMs = this.#wall.toEpochMs((this.#askedNs + nowNs) / 2);
    const beats = this.#beats.get(hostname) ?? [];
    beats.push({ offsetMs: timestamp * 1000 - middleMs, halfMs: (nowNs - this.#askedNs) / 2e6 });
    this.#beats.set(hostname, beats);
  }

  /** Asks some times over; a worker that sends no heartbeats has no estimate. */
  async measure(remote: Pick<RemoteControl, 'tell'>, nodes: readonly string[]): Promise<void> {
    // Whoever is silent once is not asked again.
    let asked = nodes;
    for (let round = 0; round < ROUNDS && asked.length > 0; round++) {
      this.#awaited = new Set(asked);
      this.#askedNs = this.#nowNs();
      await remote.tell({ method: 'heartbeat', destination: asked });
      const untilNs = this.#askedNs + ROUND_WITHIN_MS * 1e6;
      while (this.#awaited.size > 0 && this.#nowNs() < untilNs) await this.#pause(LOOK_EVERY_MS);
      asked = asked.filter((node) => !this.#awaited.has(node));
    }
    this.#askedNs = undefined;
  }

  /** Undefined where nothing was heard. A difference within the error is none. */
  estimate(node: string): ClockEstimate | undefined {
    // The middle one: a regular heartbeat that was under way when one was asked for would look too good.
    const beats = this.#beats.get(node)?.toSorted((a, b) => a.halfMs - b.halfMs);
    const beat = beats?.[Math.floor(beats.length / 2)];
    if (beat === undefined) return undefined;
    const { offsetMs, halfMs } = beat;
    return { correctionMs: Math.abs(offsetMs) <= halfMs ? 0 : -offsetMs, errorMs: halfMs };
  }
}
