// Commands that say what the worker is.

import * as z from 'zod';
import { defineCommand, type Command } from '../command.ts';
import { readMemory } from '../process-memory.ts';
import { reportText, settingsDocument } from '../settings-document.ts';
import { statsDocument } from '../stats-document.ts';

export const ABOUT_COMMANDS: readonly Command[] = [
  defineCommand({ name: 'stats', arguments: z.object({}), run: (panel) => statsDocument(panel) }),
  defineCommand({
    name: 'conf',
    alias: 'dump_conf',
    arguments: z.object({ with_defaults: z.boolean().nullish() }),
    run: ({ settings }, { with_defaults: all }) => settingsDocument(settings, all === true),
  }),
  defineCommand({
    name: 'report',
    arguments: z.strictObject({}),
    run: ({ settings }) => ({ ok: reportText(settings) }),
  }),
  defineCommand({
    name: 'memsample',
    arguments: z.object({}),
    run: async () => {
      const rss = (await readMemory([process.pid]))[0]?.rss;
      return rss === undefined || rss === null ? null : `${(rss / 1024 ** 2).toFixed(2)}MB`;
    },
  }),
];
