// What one task message says, once it has been read and checked: the words of Celery's protocol 2
// in our spelling. The body stays encoded until a slot needs it.

/** The still encoded body of a message. Opaque: read it with `decodeBody`. */
export interface EncodedBody {
  readonly text: string;
  readonly encoding: 'base64' | 'none';
}

/** Seconds a task may run; null means no limit. */
export interface TimeLimitSec {
  readonly hard: number | null;
  readonly soft: number | null;
}

/** Everything about a task except its arguments. */
export interface TaskHeader {
  readonly id: string;
  /** The registered task name. */
  readonly name: string;
  /** The routing key it was published with; '' when the sender left it out. */
  readonly queue: string;
  /** 0 (first) to 9 (last). */
  readonly priority: number;
  /** ISO 8601 as sent, known to parse with `parseCeleryDate`; null = now. */
  readonly eta: string | null;
  readonly expires: string | null;
  /** 0 on the first run. */
  readonly retries: number;
  readonly timeLimitSec: TimeLimitSec;
  /** The first task of the workflow; its own id when it is the first. */
  readonly rootId: string;
  readonly parentId: string | null;
  readonly group: string | null;
  readonly groupIndex: number | null;
  readonly correlationId: string;
  readonly replyTo: string;
  /** null leaves it to the worker's task definition. */
  readonly ignoreResult: boolean | null;
  readonly redelivered: boolean;
  /** How often a slot of ours died under this message; a give-back does not count. */
  readonly losses: number;
  /** `gen<pid>@<host>` of the publisher, '' when unknown. */
  readonly origin: string;
  /** The name to show instead of `name`. */
  readonly shadow: string | null;
  /** Display strings in Python's repr form; never parsed. */
  readonly argsRepr: string;
  readonly kwargsRepr: string;
  readonly body: EncodedBody;
}

/** A task to be sent later, as Celery writes it down: only `task` is checked. */
export interface EncodedSignature {
  readonly task: string;
  readonly [key: string]: unknown;
}

/** What has to happen after the task. */
export interface TaskEmbed {
  readonly callbacks: readonly EncodedSignature[] | null;
  readonly errbacks: readonly EncodedSignature[] | null;
  /** Remaining steps in reverse order: the last element runs next. */
  readonly chain: readonly EncodedSignature[] | null;
  readonly chord: EncodedSignature | null;
}

export const EMPTY_EMBED: TaskEmbed = { callbacks: null, errbacks: null, chain: null, chord: null };

export interface Malformed {
  readonly kind: 'malformed';
  /** What is wrong with it, for the log. */
  readonly reason: string;
}

export type DecodedEnvelope = { readonly kind: 'task'; readonly task: TaskHeader } | Malformed;

export type DecodedBody =
  | {
      readonly kind: 'body';
      readonly args: readonly unknown[];
      readonly kwargs: Readonly<Record<string, unknown>>;
      readonly embed: TaskEmbed;
    }
  | Malformed;
