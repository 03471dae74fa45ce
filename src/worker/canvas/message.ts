// Writes the messages of a plan.

import {
  encodeTask,
  formatCeleryDate,
  type OutgoingMessage,
  type OutgoingTask,
  type TimeLimitSec,
} from '../../broker/index.ts';
import type { Destination } from '../app/routes.ts';
import type { PlannedTask } from './plan.ts';
import { numberOption, textOption, type SignatureOptions } from './signature.ts';

/** Where a task of this name goes if its signature does not say. */
export type Route = (task: string) => Destination;

/** The task because of which others are sent. */
export interface Origin {
  readonly rootId: string;
  readonly parentId: string;
  readonly replyTo: string;
}

/** `origin` null: a client sends it. */
export function messageOf(task: PlannedTask, route: Route, origin: Origin | null): OutgoingMessage {
  const { id, name, args, kwargs, options, embed } = task;
  const { queue, priority } = destinationOf(task, route);
  const envelope = encodeTask({
    id,
    name,
    args,
    kwargs,
    queue,
    priority,
    embed,
    ...relativesOf(task, origin),
    eta: dateOption(options, 'eta', 'countdown'),
    expires: dateOption(options, 'expires', 'expires'),
    retries: numberOption(options, 'retries') ?? 0,
    timeLimitSec: timeLimits(options),
    shadow: textOption(options, 'shadow') ?? null,
    ignoreResult: typeof options['ignore_result'] === 'boolean' ? options['ignore_result'] : null,
  });
  return { queue, priority, envelope };
}

function destinationOf({ name, options }: PlannedTask, route: Route): Destination {
  const queue = textOption(options, 'queue') ?? textOption(options, 'routing_key');
  const priority = numberOption(options, 'priority');
  if (queue !== undefined && priority !== undefined) return { queue, priority };
  const known = route(name);
  return { queue: queue ?? known.queue, priority: priority ?? known.priority };
}

type Relatives = Required<Pick<OutgoingTask, 'rootId' | 'parentId' | 'group' | 'groupIndex' | 'replyTo'>>;

function relativesOf({ id, options }: PlannedTask, origin: Origin | null): Relatives {
  return {
    rootId: origin?.rootId ?? textOption(options, 'root_id') ?? id,
    parentId: origin?.parentId ?? textOption(options, 'parent_id') ?? null,
    group: textOption(options, 'group_id') ?? null,
    groupIndex: numberOption(options, 'group_index') ?? null,
    replyTo: textOption(options, 'reply_to') ?? origin?.replyTo ?? '',
  };
}

function timeLimits(options: SignatureOptions): TimeLimitSec {
  return {
    hard: numberOption(options, 'time_limit') ?? null,
    soft: numberOption(options, 'soft_time_limit') ?? null,
  };
}

/** A date written out, or as seconds from now. */
function dateOption(options: SignatureOptions, dateName: string, secondsName: string): string | null {
  const seconds = numberOption(options, secondsName);
  if (seconds !== undefined) return formatCeleryDate(new Date(Date.now() + seconds * 1000));
  return textOption(options, dateName) ?? null;
}
