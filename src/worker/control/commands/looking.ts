// Commands that look at the worker's tasks and queues.

import * as z from 'zod';
import { defineCommand, type Command } from '../command.ts';
import { queueDocument } from '../queue-document.ts';
import { scheduledDocument, taskDocument, type TaskDocument } from '../task-document.ts';
import type { Reservation } from '../../intake/reservation.ts';
import type { Panel } from '../panel.ts';
import { idList } from './fields.ts';

/** Takes anything, as Celery's commands with a catch-all do. */
const NOTHING = z.object({});

/** What `registered` shows of a task type unless told otherwise. */
const DEFAULT_ITEMS: readonly string[] = ['exchange', 'routing_key', 'rate_limit'];

export const LOOKING_COMMANDS: readonly Command[] = [
  defineCommand({ name: 'ping', arguments: NOTHING, run: () => ({ ok: 'pong' }) }),
  defineCommand({
    name: 'active',
    alias: 'dump_active',
    arguments: z.object({ safe: z.boolean().nullish() }),
    run: ({ steering, settings: { nodeName } }, { safe }) =>
      steering
        .active()
        .map(({ reservation, pid }) => taskDocument(reservation, { nodeName, pid, safe: safe === true })),
  }),
  defineCommand({
    name: 'reserved',
    alias: 'dump_reserved',
    arguments: NOTHING,
    run: ({ steering, settings: { nodeName } }) =>
      steering.reserved().map((one) => taskDocument(one, { nodeName, pid: undefined, safe: false })),
  }),
  defineCommand({
    name: 'scheduled',
    alias: 'dump_schedule',
    arguments: NOTHING,
    run: ({ steering, settings }) =>
      steering.scheduled().map((one) => scheduledDocument(one, settings.nodeName)),
  }),
  defineCommand({
    name: 'revoked',
    alias: 'dump_revoked',
    arguments: NOTHING,
    run: ({ steering }) => [...steering.revoked().keys()],
  }),
  defineCommand({ name: 'query_task', arguments: z.object({ ids: idList }), run: queryTask }),
  defineCommand({
    name: 'registered',
    alias: 'dump_tasks',
    arguments: z.object({ taskinfoitems: z.array(z.string()).nullish(), builtins: z.boolean().nullish() }),
    run: (panel, { taskinfoitems, builtins }) => registered(panel, taskinfoitems ?? [], builtins === true),
  }),
  defineCommand({
    name: 'active_queues',
    arguments: z.strictObject({}),
    run: ({ steering }) => steering.queues().map(queueDocument),
  }),
];

type Place = readonly ['active' | 'reserved' | 'scheduled', TaskDocument];

function queryTask(
  { steering, settings: { nodeName } }: Panel,
  { ids }: { readonly ids: readonly string[] },
): Readonly<Record<string, Place>> {
  const places = new Map<string, Place>();
  const place = (where: Place[0], task: Reservation, pid?: number): void => {
    if (ids.includes(task.id))
      places.set(task.id, [where, taskDocument(task, { nodeName, pid, safe: false })]);
  };
  for (const { reservation } of steering.scheduled()) place('scheduled', reservation);
  for (const reservation of steering.reserved()) place('reserved', reservation);
  for (const { reservation, pid } of steering.active()) place('active', reservation, pid);
  return Object.fromEntries(places);
}

// `tapp.limited [rate_limit=2/s]`
function registered({ settings, steering }: Panel, items: readonly string[], builtins: boolean) {
  const shown = items.length === 0 ? DEFAULT_ITEMS : items;
  return [...settings.app.tasks.values()]
    .filter(({ name }) => builtins || !name.startsWith('celery.'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((task) => {
      const figures = new Map([
        ['name', task.name],
        ['queue', task.queue],
        ['acks_late', task.acks === 'late' ? 'True' : 'False'],
        ['ignore_result', task.ignoreResult ? 'True' : 'False'],
        ['rate_limit', steering.rateLimit(task.name)],
      ]);
      const parts = shown.flatMap((item) => {
        const value = figures.get(item);
        return value === undefined ? [] : [`${item}=${value}`];
      });
      return parts.length === 0 ? task.name : `${task.name} [${parts.join(' ')}]`;
    });
}
