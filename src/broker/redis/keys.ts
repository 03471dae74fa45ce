// The names of everything we keep in the database. The first group is Celery's and shared with Python
// workers and clients; the second is ours and means nothing to them.

import type { PriorityStep } from '../contract.ts';

/** Celery's: tag -> JSON [message, exchange, routing key] of every claimed message. */
export const UNACKED = 'unacked';
/** Celery's: tag scored by the time of the claim, epoch seconds. */
export const UNACKED_INDEX = 'unacked_index';
/** Celery's: held by whoever gives overdue claims back. */
export const UNACKED_MUTEX = 'unacked_mutex';

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
/** The structure of a group's result. */
export const groupKey = (groupId: string): string => `celery-taskset-meta-${groupId}`;
/** Celery's account of a chord: its ended members, what was added to its size, its size. */
export const chordKeys = (groupId: string): readonly [string, string, string] => [
  `${groupKey(groupId)}.j`,
  `${groupKey(groupId)}.t`,
  `${groupKey(groupId)}.s`,
];
/** Channels know no databases: Celery puts the number in front of the name. */
export const channelName = (db: number, channel: string): string => `/${db}.${channel}`;
/** Celery's: where an exchange sends what. */
export const bindingKey = (exchange: string): string => `_kombu.binding.${exchange}`;
/** One member of it: routing key, pattern (none for a direct exchange), queue. */
export const bindingMember = (routingKey: string, queue: string): string =>
  [routingKey, '', queue].join(SEPARATOR);

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
