// Which workers are heard, whether they speak of their tasks, and how far their clocks are from ours.

import { ms } from '../units/index.ts';
import type { WorkerFigures } from './contract.ts';

/** Nodes beyond are not told apart: names are made by whoever publishes. */
const MOST_NODES = 2000;

interface NodeAccount {
  taskEvents: number;
  /** Tasks it says it has done; undefined where it says nothing. */
  processedFirst: number | undefined;
  processedLast: number | undefined;
  leastLagMs: number;
}

export class WorkerWatch {
  readonly #nodes = new Map<string, NodeAccount>();

  /** Any event of a worker. `atMs`: its own time; `processed`: its count of tasks, where the event has it. */
  hear(node: string, isTaskEvent: boolean, atMs: number, nowMs: number, processed: number | undefined): void {
    let account = this.#nodes.get(node);
    if (account === undefined) {
      if (this.#nodes.size >= MOST_NODES) return;
      account = {
        taskEvents: 0,
        processedFirst: undefined,
        processedLast: undefined,
        leastLagMs: Infinity,
      };
      this.#nodes.set(node, account);
    }
    if (isTaskEvent) account.taskEvents++;
    account.processedFirst ??= processed;
    account.processedLast = processed ?? account.processedLast;
    account.leastLagMs = Math.min(account.leastLagMs, nowMs - atMs);
  }

  /** Workers that were heard, but not of any task. */
  get silent(): readonly string[] {
    return [...this.#nodes].filter(([, { taskEvents }]) => taskEvents === 0).map(([node]) => node);
  }

  /** Of the silent ones, those that did tasks meanwhile. */
  get silentAtWork(): readonly string[] {
    return this.silent.filter((node) => {
      const account = this.#nodes.get(node);
      return (account?.processedLast ?? 0) > (account?.processedFirst ?? 0);
    });
  }

  get figures(): readonly WorkerFigures[] {
    return [...this.#nodes]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([worker, { taskEvents, leastLagMs }]) => ({
        worker,
        taskEvents,
        leastLagMs: ms(Math.round(leastLagMs)),
      }));
  }
}
