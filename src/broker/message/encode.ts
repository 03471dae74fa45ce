// Writes task messages: the one place that knows which fields a Python worker needs, and how. What many
// messages have in common is turned into text once; per message only id, arguments and tag are added.

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { parseCeleryDate } from './date.ts';
import { EMPTY_EMBED, type TaskEmbed, type TimeLimitSec } from './header.ts';
import { argumentTexts } from './argument-texts.ts';
import { textToBase64 } from './base64.ts';
import { reprKwargs } from './python-repr.ts';

type Kwargs = Readonly<Record<string, unknown>>;

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

/** Writes one message of the template; the result is the complete envelope as JSON text. */
export type TaskEncoder = (id: string, args: readonly unknown[], kwargs?: Kwargs) => string;

const ORIGIN = `gen${process.pid}@${hostname()}`;
const NO_KWARGS: Kwargs = {};

/** The complete Celery envelope of one task as JSON text. Many of one kind: use `taskEncoder`. */
export function encodeTask(task: OutgoingTask): string {
  return taskEncoder(task)(task.id, task.args, task.kwargs);
}

/** An encoder for many tasks that differ only in id and arguments: several times faster than `encodeTask`. */
export function taskEncoder(template: TaskTemplate): TaskEncoder {
  const bodyEnd = `,${JSON.stringify(template.embed ?? EMPTY_EMBED)}]`;
  const headers = commonHeaders(template);
  const properties = commonProperties(template);
  const rootId = template.rootId === undefined ? undefined : JSON.stringify(template.rootId);
  const correlationId =
    template.correlationId === undefined ? undefined : JSON.stringify(template.correlationId);
  return (id, args, kwargs = NO_KWARGS) => {
    const { json, repr } = argumentTexts(args);
    const body = `[${json},${kwargs === NO_KWARGS ? '{}' : JSON.stringify(kwargs)}${bodyEnd}`;
    const idText = JSON.stringify(id);
    return (
      `{"body":"${textToBase64(body)}",${headers},"id":${idText}` +
      `,"root_id":${rootId ?? idText},"argsrepr":${JSON.stringify(repr)}` +
      `,"kwargsrepr":${kwargs === NO_KWARGS ? '"{}"' : JSON.stringify(reprKwargs(kwargs))}}` +
      `,${properties},"correlation_id":${correlationId ?? idText},"delivery_tag":"${randomUUID()}"}}`
    );
  };
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
