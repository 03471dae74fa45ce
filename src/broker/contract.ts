// What every broker does for its users, split by who uses it: senders offer, workers reserve and
// settle, results are stored and awaited, and the toolkit observes. One implementation talks Redis
// (a real server or the embedded one); test/contract/broker.ts holds every implementation to this page.
//
// Delivery is at least once. A message is in exactly one place at any time: in its queue, or claimed
// by one consumer (Celery's `unacked`), because reserving is one atomic step on the server.

import type { Milliseconds } from '../units/index.ts';
import type { Sender } from './sending.ts';

/** Celery's four priority steps; 0 is served first, 9 last. Other values round down to a step. */
export type PriorityStep = 0 | 3 | 6 | 9;

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
  /**
   * Drops the claim: the message is done. Batched; never throws, a failed batch is retried after reconnecting. `settled`
   * is called when the server has answered; never for what was set aside as malformed, or when we are closed before.
   */
  ack(receipt: Receipt, settled?: () => void): void;
  /**
   * Puts messages back at the head of their queue and priority, oldest first out again. What the server refuses for a
   * minute stays claimed, and goes back when we are closed.
   */
  giveBack(deliveries: readonly Delivery[]): Promise<void>;
  /** Puts one message at the tail of its queue, marked redelivered (Celery's reject with requeue); tried until we are closed. */
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
  /** Present only when the task has them, as in Celery. */
  readonly parent_id?: string;
  readonly group_id?: string;
  /** More about the task, where the application wants it stored: Celery's `result_extended`. */
  readonly name?: string;
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly worker?: string;
  readonly retries?: number;
  readonly queue?: string;
}

/** Stores results and waits for them. */
export interface ResultStore {
  /**
   * SETEX plus PUBLISH in one transaction; a stored SUCCESS is never overwritten. Batched by the caller's tick. Tried for a
   * minute when the server refuses, as is every step of a chord.
   */
  store(result: StoredResult): Promise<void>;
  /** Subscribes before returning, so that a task sent afterwards cannot be missed. */
  expect(taskId: string): Promise<PendingResult>;
  /** What is stored at the moment, in the order asked for; undefined where nothing is, or nothing readable. */
  read(taskIds: readonly string[]): Promise<readonly (ResultRecord | undefined)[]>;
  /** Deletes a result. */
  forget(taskId: string): Promise<void>;
}

/** A result as it was read: the state may be one that a Python task made up. */
export type ResultRecord = Omit<StoredResult, 'status'> & { readonly status: string };

/** One ended task of a chord's header. */
export interface ChordPart {
  readonly groupId: string;
  /** Its place among the others; null = after all that have one. */
  readonly index: number | null;
  readonly taskId: string;
  readonly status: StoredStatus;
  /** The value, or the failure as results hold it. */
  readonly result: unknown;
}

/** What has been told about a chord whose header has ended. */
export interface ChordEnd {
  /** As stored, in the order of the header: `[1, task id, state, result]` if Celery or we wrote them. */
  readonly parts: readonly unknown[];
  /** How to arrange the values, if that was saved; else null. */
  readonly structure: unknown;
}

/** Celery's account of chords: which members of a header have ended, and whether all have. */
export interface Chords {
  /** Before the first member is sent. `structure`: as Celery saves a group's result; null = a plain list. */
  begin(groupId: string, size: number, structure: unknown): Promise<void>;
  /** Notes a member; answers the whole when it was the last one. Noting a task again changes nothing and answers the same. */
  note(part: ChordPart): Promise<ChordEnd | undefined>;
  /** The body has been sent: forgets the chord. */
  end(groupId: string): Promise<void>;
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

/** A server's own counters, over all its clients and since it was started; null what it does not tell. */
export interface ServerFigures {
  /** Changes when the server is started anew: counters of different runs must not be subtracted. */
  readonly runId: string;
  /** Of the whole server process, in user space and in the kernel. */
  readonly cpuMs: number | null;
  readonly commands: number | null;
  readonly netInBytes: number | null;
  readonly netOutBytes: number | null;
  /** What its data takes. */
  readonly memoryBytes: number | null;
  readonly clients: number | null;
}

/** Looks at queues, and empties them. */
export interface Observer {
  depth(queues: readonly string[]): Promise<readonly QueueDepth[]>;
  /** Cheap: only the waiting messages of all given queues together. */
  waiting(queues: readonly string[]): Promise<number>;
  /** What the server says of itself: one INFO. */
  server(): Promise<ServerFigures>;
  /** Deletes the waiting (not the reserved) messages; answers how many there were, atomically. */
  purge(queues: readonly string[]): Promise<number>;
  /**
   * Deletes those waiting messages that `isMine` answers for, and no others; answers how many. Reads the queues through.
   * For queues that are not ours alone.
   */
  withdraw(queues: readonly string[], isMine: (envelope: string) => boolean): Promise<number>;
  /**
   * Counts the waiting messages whose task id has that shape: text in which `x` stands for a hexadecimal digit. The server
   * reads the queues through, a page at a time; at least all that wait from beginning to end are counted.
   */
  waitingWith(queues: readonly string[], idShape: string): Promise<number>;
  /** The same of the claimed messages of all queues. The server reads all claims of the database, a page at a time. */
  claimedWith(idShape: string): Promise<number>;
  /**
   * What `read` finds in the claimed messages of all queues, in no order; those for which it answers undefined are left
   * out. Reads all claims of the database.
   */
  claimed<T>(read: (envelope: string) => T | undefined): Promise<readonly T[]>;
  /**
   * Deletes the record of who is bound to these exchanges, which Celery's processes write and never delete. A queue's own
   * exchange has the queue's name. Only for exchanges that nobody uses any more.
   */
  forgetExchanges(exchanges: readonly string[]): Promise<void>;
}

/** Listening to channels, until stopped. */
export interface Listening {
  /** Resolves when everything has been heard that was published before the call. Throws BROKER_UNREACHABLE. */
  caughtUp(): Promise<void>;
  /** Idempotent. What was not heard yet is not heard any more. */
  stop(): Promise<void>;
}

/** Told when what is said cannot be heard for a while. */
export interface ListeningWatch {
  /** The connection broke, or the server dropped it. */
  lost(): void;
  /** The server has confirmed that it is listened again. */
  regained(): void;
}

/** Where an exchange sends what carries a routing key, as Celery's clients look it up. */
export interface QueueBinding {
  readonly exchange: string;
  readonly routingKey: string;
  readonly queue: string;
}

/**
 * What is heard by whoever listens at the moment and by nobody later, and the lists on which the answers come:
 * remote control and events. Channels belong to a database, as Celery's do (`/0.celery.pidbox`); the prefix is ours
 * to add. Everything here rejects with BROKER_UNREACHABLE while the broker is away: nothing is sent late.
 */
export interface Signals {
  /** Answers how many heard it. */
  publish(channel: string, text: string): Promise<number>;
  /**
   * Calls back for every message on the channels that match the pattern (`*` and `?` as in a glob). Resolves when the
   * server has confirmed; goes on after a reconnect, without what was said meanwhile: `watch` is told of that.
   */
  listen(
    pattern: string,
    hear: (channel: string, text: string) => void,
    watch?: ListeningWatch,
  ): Promise<Listening>;
  /** Appends to a list that is deleted when nobody has touched it for a while. */
  answer(list: string, text: string): Promise<void>;
  /** Takes the oldest text of a list, waiting for one; undefined when there is none in time. One call at a time. */
  takeAnswer(list: string, waitMs: Milliseconds): Promise<string | undefined>;
  /** Deletes a list. */
  drop(list: string): Promise<void>;
  bind(binding: QueueBinding): Promise<void>;
  unbind(binding: QueueBinding): Promise<void>;
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
  readonly chords: Chords;
  readonly observer: Observer;
  readonly signals: Signals;
  /** A consumer with its own connections and liveness key. */
  consumer(options: ConsumerOptions): Promise<Consumer>;
  /** Closes all consumers and connections. Idempotent; never throws. */
  close(): Promise<void>;
}
