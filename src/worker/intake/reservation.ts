// One reserved message on its way through the worker.

import { parseCeleryDate, type Delivery, type EncodedBody, type TaskHeader } from '../../broker/index.ts';
import type { TaskDefinition } from '../app/registry.ts';
import type { Job } from '../pools/contract.ts';

export class Reservation implements Job {
  readonly delivery: Delivery;
  readonly task: TaskHeader;
  readonly definition: TaskDefinition;
  readonly id: string;
  readonly name: string;
  readonly retries: number;
  readonly body: EncodedBody;
  readonly wantsResult: boolean;
  /** Epoch milliseconds after which it must not start any more; Infinity = never. */
  readonly expiresAtMs: number;
  /** Nanoseconds of the monotonic clock; 0 where nobody observes. */
  reservedNs = 0;
  /** Monotonic milliseconds; 0 until it starts. */
  startedAtMs = 0;

  constructor(delivery: Delivery, task: TaskHeader, definition: TaskDefinition) {
    this.delivery = delivery;
    this.task = task;
    this.definition = definition;
    this.id = task.id;
    this.name = task.name;
    this.retries = task.retries;
    this.body = task.body;
    this.wantsResult = !(task.ignoreResult ?? definition.ignoreResult);
    this.expiresAtMs = task.expires === null ? Infinity : (parseCeleryDate(task.expires) ?? Infinity);
  }

  /** Settled only after it has run. */
  get acksLate(): boolean {
    return this.definition.acks === 'late';
  }

  get expired(): boolean {
    return this.expiresAtMs !== Infinity && this.expiresAtMs <= Date.now();
  }
}
