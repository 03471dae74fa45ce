// Writes task messages: the one place that knows which fields a Python worker needs, and how. What many
// messages have in common is turned into bytes once; per message only id, arguments and tag are added.

import { hostname } from 'node:os';
import { ByteWriter } from './byte-writer.ts';
import { parseCeleryDate } from './date.ts';
import { nextDeliveryTag } from './delivery-tag.ts';
import { EMPTY_EMBED, type TaskEmbed, type TimeLimitSec } from './header.ts';
import { reprKwargs } from './python-repr.ts';
import { writeArguments } from './write-arguments.ts';

/** Keyword arguments by name. */
export type Kwargs = Readonly<Record<string, unknown>>;

/** What all messages of one encoder have in common. */
export interface TaskTemplate {
  /** The registered task name. */
  readonly name: string;
  readonly queue: string;
  /** 0 (first) to 9 (last), default 0. */
  readonly priority?: number;
  /** Dates as `formatCeleryDate` writes them. */
  readonly eta?: string | null;
  readonly expires?: string | null;
  readonly retries?: number;
  readonly timeLimitSec?: TimeLimitSec;
  /** Default null: the worker's task definition decides. */
  readonly ignoreResult?: boolean | null;
  /** Default: the task's own id. */
  readonly rootId?: string;
  readonly parentId?: string | null;
  readonly group?: string | null;
  readonly groupIndex?: number | null;
  readonly shadow?: string | null;
  /** Default: the task's own id. */
  readonly correlationId?: string;
  readonly replyTo?: string;
  readonly embed?: TaskEmbed;
}

/** One message in full. */
export interface OutgoingTask extends TaskTemplate {
  readonly id: string;
  readonly args: readonly unknown[];
  readonly kwargs?: Kwargs;
}

/** Appends one message of a template, the complete envelope. Throws where JSON.stringify does; what it wrote is void then. */
export type TaskWriter = (
  envelope: ByteWriter,
  id: string,
  args: readonly unknown[],
  kwargs?: Kwargs,
) => void;

/** Makes one message of a template; the result is the complete envelope as JSON text. */
export type TaskEncoder = (id: string, args: readonly unknown[], kwargs?: Kwargs) => string;

const ORIGIN = `gen${process.pid}@${hostname()}`;
const NO_KWARGS: Kwargs = {};
const BODY_START = Buffer.from('{"body":"');
const ROOT_ID = Buffer.from(',"root_id":');
const ARGSREPR = Buffer.from(',"argsrepr":');
const TAG_START = Buffer.from(',"delivery_tag":"');
const END = Buffer.from('"}}');
/** What messages are put together in. Several, for an argument's toJSON may send a task in the middle of another. */
const spare: ByteWriter[] = [];

/** The complete Celery envelope of one task as JSON text. Many of one kind: use `taskEncoder`. */
export function encodeTask(task: OutgoingTask): string {
  return taskEncoder(task)(task.id, task.args, task.kwargs);
}

/** An encoder for many tasks that differ only in id and arguments: several times faster than `encodeTask`. */
export function taskEncoder(template: TaskTemplate): TaskEncoder {
  const write = taskWriter(template);
  return (id, args, kwargs) => {
    const envelope = takeWriter();
    write(envelope, id, args, kwargs);
    const text = envelope.toString();
    giveBack(envelope);
    return text;
  };
}

/** The same, for messages that are written where they are sent from. */
export function taskWriter(template: TaskTemplate): TaskWriter {
  const bodyEnd = `,${JSON.stringify(template.embed ?? EMPTY_EMBED)}]`;
  const plainBodyEnd = Buffer.from(`,{}${bodyEnd}`);
  const headers = Buffer.from(`",${commonHeaders(template)},"id":`);
  const properties = `,${commonProperties(template)},"correlation_id":`;
  const plainRest = Buffer.from(`,"kwargsrepr":"{}"}${properties}`);
  return (envelope, id, args, kwargs = NO_KWARGS) => {
    const isPlain = kwargs === NO_KWARGS;
    const [body, repr] = [takeWriter(), takeWriter()];
    body.text('[');
    writeArguments(args, body, repr);
    if (isPlain) body.raw(plainBodyEnd);
    else body.text(`,${JSON.stringify(kwargs)}${bodyEnd}`);
    envelope.raw(BODY_START);
    envelope.base64(body);
    envelope.raw(headers);
    envelope.jsonText(id);
    envelope.raw(ROOT_ID);
    envelope.jsonText(template.rootId ?? id);
    envelope.raw(ARGSREPR);
    envelope.copy(repr);
    if (isPlain) envelope.raw(plainRest);
    else envelope.text(`,"kwargsrepr":${JSON.stringify(reprKwargs(kwargs))}}${properties}`);
    envelope.jsonText(template.correlationId ?? id);
    envelope.raw(TAG_START);
    envelope.raw(nextDeliveryTag());
    envelope.raw(END);
    giveBack(body);
    giveBack(repr);
  };
}

function takeWriter(): ByteWriter {
  return spare.pop() ?? new ByteWriter();
}

function giveBack(writer: ByteWriter): void {
  writer.cutTo(0);
  spare.push(writer);
}

// The open start of `headers`, from content type to the last field that does not change.
function commonHeaders(template: TaskTemplate): string {
  const fields = JSON.stringify({
    lang: 'js',
    task: template.name,
    shadow: template.shadow ?? null,
    eta: template.eta ?? null,
    expires: template.expires ?? null,
    group: template.group ?? null,
    group_index: template.groupIndex ?? null,
    retries: template.retries ?? 0,
    timelimit: [template.timeLimitSec?.hard ?? null, template.timeLimitSec?.soft ?? null],
    parent_id: template.parentId ?? null,
    origin: ORIGIN,
    ignore_result: template.ignoreResult ?? null,
    replaced_task_nesting: 0,
    stamped_headers: null,
    stamps: {},
  });
  return `"content-encoding":"utf-8","content-type":"application/json","headers":${open(fields)}`;
}

function commonProperties(template: TaskTemplate): string {
  const fields = JSON.stringify({
    reply_to: template.replyTo ?? '',
    delivery_mode: 2,
    delivery_info: { exchange: '', routing_key: template.queue },
    priority: template.priority ?? 0,
    body_encoding: 'base64',
    ...expiration(template.expires ?? null),
  });
  return `"properties":${open(fields)}`;
}

function expiration(expires: string | null): { readonly expiration?: string } {
  const atMs = expires === null ? undefined : parseCeleryDate(expires);
  if (atMs === undefined) return {};
  return { expiration: String(Math.max(0, Math.round(atMs - Date.now()))) };
}

/** The object's text without its closing brace. */
function open(objectText: string): string {
  return objectText.slice(0, -1);
}
