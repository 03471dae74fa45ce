// The tag of a claim: whose it is, its number, where the message came from. It is the field of `unacked`
// and the member of `unacked_index`. It is ours and not the sender's delivery tag: unique even for a message
// sent twice, readable without opening the message, and a dead consumer's claims are found by its prefix.

import type { PriorityStep, Receipt } from '../contract.ts';
import { priorityStep, type QueueList } from './keys.ts';

/** The receipt of an item that was set aside as malformed: there is no claim to settle. */
export const NO_CLAIM = '';

const TAG = /^([^:]+):(\d+):([0369]):(.*)$/s;

export interface ParsedTag {
  readonly consumerId: string;
  readonly counter: number;
  readonly step: PriorityStep;
  readonly queue: string;
}

/** What follows the counter in every tag of one list. */
export const tagEnding = (list: QueueList): string => `:${list.step}:${list.queue}`;

/** What follows the message in every `unacked` value of one list: exchange and routing key. */
export const claimEnding = (queue: string): string => `,"",${JSON.stringify(queue)}]`;

export function receiptOf(consumerId: string, counter: number, list: QueueList): Receipt {
  return { tag: `${consumerId}:${counter}${tagEnding(list)}`, queue: list.queue, priority: list.step };
}

/** undefined for a tag that is not one of ours, such as a Python worker's. */
export function parseTag(tag: string): ParsedTag | undefined {
  const match = TAG.exec(tag);
  if (match === null) return undefined;
  const [, consumerId = '', counter = '', step = '', queue = ''] = match;
  return { consumerId, counter: Number(counter), step: priorityStep(Number(step)), queue };
}

/** The message inside an `unacked` value that we wrote. */
export function claimedEnvelope(value: string, queue: string): string | undefined {
  const ending = claimEnding(queue);
  return value.startsWith('[') && value.endsWith(ending) ? value.slice(1, -ending.length) : undefined;
}
