// Makes samples of the events of a fleet: a task of ours that started and ended becomes a sample, on our clock. The start
// is when the worker says it has started, the length what its runtime says: that one is taken beside the body.

import type { TaskEvent } from '../../broker/index.ts';
import { readOwnTaskId, type OwnTask } from '../own-task-id.ts';
import type { SamplePipe } from './sample-pipe.ts';

/** Our tasks that started and have not ended; a fleet has fewer slots. */
const MOST_RUNNING = 200_000;

export interface EventStampsParts {
  /** Index in the fleet by node name. */
  readonly seats: ReadonlyMap<string, number>;
  /** A worker's time as a stamp. */
  readonly toNs: (node: string, epochMs: number) => number;
  readonly pipe: SamplePipe;
  /** A failure that no plan asked for; task types by index. */
  readonly onFailure: (typeIndex: number) => void;
}

export class EventStamps {
  foreignTasks = 0;
  strayedTasks = 0;
  readonly #parts: EventStampsParts;
  readonly #started = new Map<string, number>();

  constructor(parts: EventStampsParts) {
    this.#parts = parts;
  }

  hear(event: TaskEvent): void {
    if (event.kind === 'sent') return;
    const seat = this.#parts.seats.get(event.node);
    const task = readOwnTaskId(event.uuid);
    if (event.kind === 'received') this.#count(event, seat, task);
    else if (seat === undefined || task === undefined) return;
    else if (event.kind === 'started') this.#start(event);
    else this.#end(event, seat, task);
  }

  #count(
    event: TaskEvent & { readonly kind: 'received' },
    seat: number | undefined,
    task: OwnTask | undefined,
  ): void {
    if (task !== undefined && seat === undefined) this.strayedTasks++;
    // What our tasks send in turn is their own affair.
    if (task === undefined && seat !== undefined && readOwnTaskId(event.rootId) === undefined)
      this.foreignTasks++;
  }

  #start({ uuid, node, atMs }: TaskEvent & { readonly kind: 'started' }): void {
    if (this.#started.size < MOST_RUNNING) this.#started.set(uuid, this.#parts.toNs(node, atMs));
  }

  #end(event: TaskEvent & { readonly kind: 'ended' }, seat: number, task: OwnTask): void {
    const { uuid, node, atMs, runtimeMs, ending } = event;
    const { pipe, toNs, onFailure } = this.#parts;
    const endedNs = toNs(node, atMs);
    const runtimeNs = runtimeMs === undefined ? undefined : runtimeMs * 1e6;
    // A busy worker tells late that a task has started: it can't have been later than its runtime before the end.
    const heardNs = Math.min(this.#started.get(uuid) ?? endedNs, endedNs - (runtimeNs ?? 0));
    this.#started.delete(uuid);
    // Within the error of the clocks nothing starts before it was sent.
    const startedNs = Math.max(heardNs, task.sentNs);
    const finishedNs = Math.max(startedNs, runtimeNs === undefined ? endedNs : startedNs + runtimeNs);
    if (ending === 'retried') return pipe.attempt(seat, task, startedNs, finishedNs);
    if (ending !== 'succeeded') onFailure(task.typeIndex);
    pipe.task(seat, task, ending !== 'succeeded', startedNs, finishedNs);
  }
}
