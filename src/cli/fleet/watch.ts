// Looks at a fleet again and again; from the second look on it knows how fast each worker starts tasks.

import { LOOK_METHODS, queueLoads, workerLoads, type FleetLoad } from './load.ts';
import type { Fleet } from './connection.ts';

interface Count {
  readonly started: number;
  readonly atMs: number;
}

export class FleetWatch {
  readonly #fleet: Fleet;
  readonly #queues: readonly string[];
  #before: ReadonlyMap<string, Count> = new Map();

  /** `queues` are shown besides those that some worker serves. */
  constructor(fleet: Fleet, queues: readonly string[]) {
    this.#fleet = fleet;
    this.#queues = queues;
  }

  async look(): Promise<FleetLoad> {
    const { remote, timeoutMs, broker } = this.#fleet;
    const nothing: ReadonlyMap<string, unknown> = new Map();
    const [stats, active, reserved, scheduled, activeQueues] = await remote.askAll(
      LOOK_METHODS.map((method) => ({ method })),
      timeoutMs,
    );
    const atMs = performance.now();
    const answers = {
      stats: stats ?? nothing,
      active: active ?? nothing,
      reserved: reserved ?? nothing,
      scheduled: scheduled ?? nothing,
      active_queues: activeQueues ?? nothing,
    };
    const first = workerLoads(answers, new Map());
    const now = new Map(first.map(({ node, started }) => [node, { started, atMs }]));
    const workers = workerLoads(answers, rates(this.#before, now));
    this.#before = now;
    const names = [...new Set([...workers.flatMap((worker) => worker.queues), ...this.#queues])].toSorted();
    return { workers, queues: queueLoads(workers, await broker.observer.depth(names), answers) };
  }
}

// A worker that was restarted counts from the beginning.
function rates(before: ReadonlyMap<string, Count>, now: ReadonlyMap<string, Count>): Map<string, number> {
  const rated = new Map<string, number>();
  for (const [node, { started, atMs }] of now) {
    const last = before.get(node);
    if (last === undefined || started < last.started || atMs <= last.atMs) continue;
    rated.set(node, ((started - last.started) * 1000) / (atMs - last.atMs));
  }
  return rated;
}
