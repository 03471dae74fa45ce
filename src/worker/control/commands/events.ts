// Commands about events and what workers tell each other.

import * as z from 'zod';
import { defineCommand, type Command } from '../command.ts';
import type { Panel } from '../panel.ts';
import { helloDocument, revokedIds } from './hello.ts';

export const EVENT_COMMANDS: readonly Command[] = [
  defineCommand({
    name: 'enable_events',
    arguments: z.strictObject({}),
    run: (panel) => switchEvents(panel, true),
  }),
  defineCommand({
    name: 'disable_events',
    arguments: z.strictObject({}),
    run: (panel) => switchEvents(panel, false),
  }),
  defineCommand({
    name: 'heartbeat',
    arguments: z.strictObject({}),
    run: ({ heart }) => {
      heart.beatNow();
    },
  }),
  defineCommand({
    name: 'clock',
    arguments: z.object({}),
    run: ({ clock }) => ({ clock: clock.value }),
  }),
  defineCommand({
    name: 'hello',
    arguments: z.object({ from_node: z.string(), revoked: z.unknown().optional() }),
    run: (panel, { from_node: from, revoked }) => hello(panel, from, revoked),
  }),
  defineCommand({
    name: 'election',
    arguments: z.object({ id: z.string(), topic: z.string(), action: z.unknown().optional() }),
    // Elections are gossip's, and we do not gossip: another node wins.
    run: () => null,
  }),
];

function switchEvents({ taskEvents, log }: Panel, on: boolean) {
  const word = on ? 'enabled' : 'disabled';
  if (taskEvents.on === on) return { ok: `task events already ${word}` };
  taskEvents.on = on;
  log.info(`Events of group {task} ${word} by remote.`);
  return { ok: `task events ${word}` };
}

/** A worker that starts asks the others what has been revoked. */
function hello({ settings, steering, clock, log }: Panel, from: string, revoked: unknown) {
  if (from === settings.nodeName) return null;
  log.info(`sync with ${from}`);
  steering.learnRevoked(revokedIds(revoked));
  return helloDocument(steering.revoked(), clock.forward());
}
