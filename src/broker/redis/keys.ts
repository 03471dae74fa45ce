// The names of everything we keep in the database. The first group is Celery's and shared with Python
// workers and clients; the second is ours and means nothing to them.

import type { PriorityStep } from '../contract.ts';

/** Celery's: tag -> JSON [message, exchange, routing key] of every claimed message. */
export const UNACKED = 'unacked';
/** Celery's: tag scored by the time of the claim, epoch seconds. */
export const UNACKED_INDEX = 'unacked_index';

/** Hash: consumer id -> the list its inbox is fed from. Every consumer that may hold claims is in it. */
export const CONSUMERS = 'headcount.consumers';
/** Held by the consumer that is looking for dead ones. */
export const REAPER_LOCK = 'headcount.reaper';
/** The latest items that were no JSON objects: kept for people, never put into `unacked`. */
export const MALFORMED = 'headcount.malformed';

/** Exists while the consumer is alive. */
export const livenessKey = (consumerId: string): string => `headcount.consumer.${consumerId}`;
/** Holds a message between being waited for and being claimed, both in one flush: empty but for moments. */
export const inboxKey = (consumerId: string): string => `headcount.inbox.${consumerId}`;
/** A consumer's connections carry this name, so that others can see whether its process still has any. */
export const connectionName = (consumerId: string): string => `headcount:${consumerId}`;
/** Result document, and the channel that announces it. */
export const resultKey = (taskId: string): string => `celery-task-meta-${taskId}`;

export const PRIORITY_STEPS: readonly PriorityStep[] = [0, 3, 6, 9];
const SEPARATOR = '\x06\x16';

/** 0-9, rounded down to a step; what lies outside is clipped. */
export function priorityStep(priority: number): PriorityStep {
  if (priority >= 9) return 9;
  if (priority >= 6) return 6;
  return priority >= 3 ? 3 : 0;
}

/** The list that holds a queue's messages of one priority step. */
export function listKey(queue: string, step: PriorityStep): string {
  return step === 0 ? queue : `${queue}${SEPARATOR}${step}`;
}

/** One list to take from, in words. */
export interface QueueList {
  readonly key: string;
  readonly queue: string;
  readonly step: PriorityStep;
}

/** All lists of the queues, step by step: every queue's step 0 before any queue's step 3. */
export function listsOf(queues: readonly string[]): readonly QueueList[] {
  return PRIORITY_STEPS.flatMap((step) =>
    queues.map((queue) => ({ key: listKey(queue, step), queue, step })),
  );
}
