// Sends what a finished task's message asked for: links, error links, the next step of its chain.

import { randomUUID } from 'node:crypto';
import {
  EMPTY_EMBED,
  encodeTask,
  formatCeleryDate,
  type EncodedSignature,
  type OutgoingMessage,
  type Sender,
  type TaskEmbed,
  type TaskHeader,
} from '../../broker/index.ts';
import type { TaskTable } from '../app/registry.ts';
import type { Log } from '../log.ts';
import type { FollowUp } from '../pools/contract.ts';

type SendFollowUp = Extract<FollowUp, { readonly kind: 'send' }>;
type SignatureOptions = SendFollowUp['options'];

export interface PublisherParts {
  readonly sender: Sender;
  readonly tasks: TaskTable;
  readonly defaultQueue: string;
  readonly log: Log;
}

export class Publisher {
  readonly #parts: PublisherParts;
  readonly #warned = new Set<string>();

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /** Publishes everything in one go. Rejects when the broker cannot be reached. */
  async publish(parent: TaskHeader, followUps: readonly FollowUp[]): Promise<void> {
    const messages: OutgoingMessage[] = [];
    for (const followUp of followUps) {
      if (followUp.kind === 'send') messages.push(this.#message(parent, followUp));
      else this.#warnOnce(parent, followUp.what);
    }
    if (messages.length > 0) await this.#parts.sender.send(messages);
  }

  #message(parent: TaskHeader, next: SendFollowUp): OutgoingMessage {
    const { options } = next;
    const known = this.#parts.tasks.get(next.task);
    const queue = textOption(options, 'queue') ?? known?.queue ?? this.#parts.defaultQueue;
    const priority = numberOption(options, 'priority') ?? parent.priority;
    const envelope = encodeTask({
      id: textOption(options, 'task_id') ?? randomUUID(),
      name: next.task,
      args: next.args,
      kwargs: next.kwargs,
      queue,
      priority,
      rootId: parent.rootId,
      parentId: parent.id,
      group: textOption(options, 'group_id') ?? null,
      groupIndex: numberOption(options, 'group_index') ?? null,
      replyTo: textOption(options, 'reply_to') ?? parent.replyTo,
      eta: dateOption(options, 'eta', 'countdown'),
      expires: dateOption(options, 'expires', 'expires'),
      ignoreResult: options['ignore_result'] === true || (known?.ignoreResult ?? false),
      embed: embedOf(next),
    });
    return { queue, priority, envelope };
  }

  #warnOnce(parent: TaskHeader, what: string): void {
    if (this.#warned.has(what)) return;
    this.#warned.add(what);
    this.#parts.log.warning(
      `${parent.name}[${parent.id}] asks for a ${what}, which this worker cannot do: it is left out (said once)`,
    );
  }
}

function embedOf(next: SendFollowUp): TaskEmbed {
  return {
    ...EMPTY_EMBED,
    callbacks: signatures(next.options['link']),
    errbacks: signatures(next.options['link_error']),
    chain: next.chain !== null && next.chain.length > 0 ? next.chain : null,
  };
}

function signatures(value: unknown): readonly EncodedSignature[] | null {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const valid = list.filter(isSignature);
  return valid.length > 0 ? valid : null;
}

function isSignature(value: unknown): value is EncodedSignature {
  return typeof value === 'object' && value !== null && 'task' in value && typeof value.task === 'string';
}

function textOption(options: SignatureOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOption(options: SignatureOptions, name: string): number | undefined {
  const value = options[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A date written out, or as seconds from now. */
function dateOption(options: SignatureOptions, dateName: string, secondsName: string): string | null {
  const seconds = numberOption(options, secondsName);
  if (seconds !== undefined) return formatCeleryDate(new Date(Date.now() + seconds * 1000));
  return textOption(options, dateName) ?? null;
}
