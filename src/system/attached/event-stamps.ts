// Makes samples of the events of a fleet: a task of ours that started and ended becomes a sample, on our clock. The start
// is when the worker says it has started, the length what its runtime says: that one is taken beside the body.

import { beganMs, type TaskEvent } from '../../broker/index.ts';
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
  /** Of this trial's tasks. */
  readonly mark: number;
  /** When the trial began: what was meant for an earlier time belongs to another. */
  readonly beganNs: number;
  /** A failure that no plan asked for; task types by index. */
  readonly onFailure: (typeIndex: number) => void;
}

export class EventStamps {
  foreignTasks = 0;
  strayedTasks = 0;
  readonly #parts: EventStampsParts;
  /** By the workers' clocks. */
  readonly #startedMs = new Map<string, number>();

  constructor(parts: EventStampsParts) {
    this.#parts = parts;
  }

  hear(event: TaskEvent): void {
    if (event.kind === 'sent') return;
    const seat = this.#parts.seats.get(event.node);
    const task = this.#own(event.uuid);
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
    if (task === undefined && seat !== undefined && this.#own(event.rootId) === undefined)
      this.foreignTasks++;
  }

  /** Undefined for a task of others, of another run or of an earlier trial. */
  #own(uuid: string): OwnTask | undefined {
    const { mark, beganNs } = this.#parts;
    const task = readOwnTaskId(uuid);
    return task?.mark === mark && task.intendedNs >= beganNs ? task : undefined;
  }

  #start({ uuid, atMs }: TaskEvent & { readonly kind: 'started' }): void {
    if (this.#startedMs.size < MOST_RUNNING) this.#startedMs.set(uuid, atMs);
  }

  #end(event: TaskEvent & { readonly kind: 'ended' }, seat: number, task: OwnTask): void {
    const { uuid, node, atMs: endedMs, runtimeMs, ending, again } = event;
    const { pipe, toNs, onFailure } = this.#parts;
    const startMs = beganMs({ startedMs: this.#startedMs.get(uuid), endedMs, runtimeMs }) ?? endedMs;
    this.#startedMs.delete(uuid);
    // Within the error of the clocks nothing starts before it was sent.
    const startedNs = Math.max(toNs(node, Math.min(startMs, endedMs)), task.sentNs);
    const endedNs = runtimeMs === undefined ? toNs(node, endedMs) : startedNs + runtimeMs * 1e6;
    const finishedNs = Math.max(startedNs, endedNs);
    if (again) return pipe.attempt(seat, task, startedNs, finishedNs);
    if (ending !== 'succeeded') onFailure(task.typeIndex);
    pipe.task(seat, task, ending !== 'succeeded', startedNs, finishedNs);
  }
}
