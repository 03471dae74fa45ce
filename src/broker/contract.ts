// What every broker does for its users, split by who uses it: senders offer, workers reserve and
// settle, results are stored and awaited, and the toolkit observes. One implementation talks Redis
// (a real server or the embedded one); test/contract/broker.ts holds every implementation to this page.
//
// Delivery is at least once. A message is in exactly one place at any time: in its queue, or claimed
// by one consumer (Celery's `unacked`), because reserving is one atomic step on the server.

import type { Milliseconds } from '../units/index.ts';

/** Celery's four priority steps; 0 is served first, 9 last. Other values round down to a step. */
export type PriorityStep = 0 | 3 | 6 | 9;

/** One message as it lies in the queue: the JSON envelope, and where it goes. */
export interface OutgoingMessage {
  readonly queue: string;
  /** 0 (first) to 9 (last), default 0. */
  readonly priority?: number;
  /** The complete Celery envelope as JSON text. */
  readonly envelope: string;
}

/** A claim on one reserved message; needed to settle it. Opaque to everyone but the broker. */
export interface Receipt {
  readonly tag: string;
  readonly queue: string;
  readonly priority: PriorityStep;
}

/** A reserved message: claimed by us, still raw. */
export interface Delivery {
  readonly receipt: Receipt;
  /** The envelope as JSON text, unparsed and untrusted. */
  readonly envelope: string;
}

/** Offers messages. */
export interface Sender {
  /** Appends every message to its queue, in order, in one round trip. Resolves when the server has them. */
  send(messages: readonly OutgoingMessage[]): Promise<void>;
}

/** Takes and settles messages on behalf of one worker. */
export interface Consumer {
  /** Unique per consumer; its claims carry it, its liveness key is named for it. */
  readonly id: string;
  /**
   * Claims up to `max` messages, highest priority step first, then the queues in the order last set,
   * rotated so that none starves. Waits up to `waitMs` when there is none; answers [] then, or at once
   * after `interrupt()`. Only one call may be under way at a time.
   */
  reserve(max: number, waitMs: Milliseconds): Promise<readonly Delivery[]>;
  /** Ends a waiting `reserve` now; harmless when none waits. A reserve that already claimed messages delivers them. */
  interrupt(): void;
  /** The queues to take from; replaces the former list from the next reserve on. */
  setQueues(queues: readonly string[]): void;
  /** Drops the claim: the message is done. Batched; never throws, a failed batch is retried after reconnecting. */
  ack(receipt: Receipt): void;
  /** Puts messages back at the head of their queue and priority, oldest first out again. */
  giveBack(deliveries: readonly Delivery[]): Promise<void>;
  /** Puts one message at the tail of its queue, marked redelivered (Celery's reject with requeue). */
  requeue(delivery: Delivery): Promise<void>;
  /** Resolves when every ack so far has reached the server. */
  flush(): Promise<void>;
  /** Gives back nothing: settles what is buffered, drops liveness, closes connections. Idempotent. */
  close(): Promise<void>;
}

/** How a task ended, as the result backend stores it (Celery's states). */
export type StoredStatus = 'SUCCESS' | 'FAILURE' | 'RETRY' | 'REVOKED' | 'STARTED';

/** A Celery result document; the broker stores and publishes it as JSON. */
export interface StoredResult {
  readonly task_id: string;
  readonly status: StoredStatus;
  readonly result: unknown;
  readonly traceback: string | null;
  readonly children: readonly unknown[];
  /** ISO 8601 with six fractional digits and +00:00; null unless the state is final. */
  readonly date_done: string | null;
}

/** Stores results and waits for them. */
export interface ResultStore {
  /** SETEX plus PUBLISH in one transaction; a stored SUCCESS is never overwritten. Batched by the caller's tick. */
  store(result: StoredResult): Promise<void>;
  /** Subscribes before returning, so that a task sent afterwards cannot be missed. */
  expect(taskId: string): Promise<PendingResult>;
}

export interface PendingResult {
  /** The final result, or a RESULT_TIMEOUT error after `timeoutMs`. */
  wait(timeoutMs: Milliseconds): Promise<StoredResult>;
  /** Unsubscribes. Idempotent. */
  cancel(): Promise<void>;
}

/** Messages of one queue by where they are. */
export interface QueueDepth {
  readonly queue: string;
  /** In the queue's lists, all priorities: what an autoscaler sees. */
  readonly waiting: number;
  /** Claimed by a consumer and not yet settled. */
  readonly reserved: number;
}

/** Looks at queues, and empties them. */
export interface Observer {
  depth(queues: readonly string[]): Promise<readonly QueueDepth[]>;
  /** Cheap: only the waiting messages of all given queues together. */
  waiting(queues: readonly string[]): Promise<number>;
  /** Deletes the waiting (not the reserved) messages; answers how many there were, atomically. */
  purge(queues: readonly string[]): Promise<number>;
}

/** What the server says it is; goes into every result. */
export interface BrokerInfo {
  readonly kind: 'redis' | 'valkey' | 'embedded';
  readonly version: string;
}

export interface ConsumerOptions {
  /** The worker's node name, for people; the id is made from it and a random part. */
  readonly name: string;
  readonly queues: readonly string[];
}

/** One connection to one broker. Everything it handed out is closed with it. */
export interface Broker extends AsyncDisposable {
  readonly info: BrokerInfo;
  readonly sender: Sender;
  readonly results: ResultStore;
  readonly observer: Observer;
  /** A consumer with its own connections and liveness key. */
  consumer(options: ConsumerOptions): Promise<Consumer>;
  /** Closes all consumers and connections. Idempotent; never throws. */
  close(): Promise<void>;
}
