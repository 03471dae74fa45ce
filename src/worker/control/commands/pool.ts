// Commands that steer the pool and the worker as a whole.

import * as z from 'zod';
import { HeadcountError } from '../../../errors/index.ts';
import { CommandError, defineCommand, NO_REPLY, type Command } from '../command.ts';
import type { Panel } from '../panel.ts';

/** More slots at once than this is a slip of the finger. */
const MOST_SLOTS = 10_000;

const slotCount = z
  .int()
  .min(1)
  .max(MOST_SLOTS)
  .nullish()
  .transform((count) => count ?? 1);
const bound = z
  .int()
  .min(0)
  .max(MOST_SLOTS)
  .nullish()
  .transform((value) => value ?? undefined);

export const POOL_COMMANDS: readonly Command[] = [
  defineCommand({
    name: 'pool_grow',
    arguments: z.object({ n: slotCount }),
    run: (panel, { n }) => resize(panel, 'pool_grow', 'pool will grow', () => panel.steering.growPool(n)),
  }),
  defineCommand({
    name: 'pool_shrink',
    arguments: z.object({ n: slotCount }),
    run: (panel, { n }) =>
      resize(panel, 'pool_shrink', 'pool will shrink', () => panel.steering.shrinkPool(n)),
  }),
  defineCommand({
    name: 'autoscale',
    arguments: z.strictObject({ max: bound, min: bound }),
    run: ({ steering }, { max, min }) => {
      if (steering.autoscaling() === undefined) throw new CommandError('ValueError', 'Autoscale not enabled');
      const now = steering.autoscale(max, min);
      return { ok: `autoscale now max=${now.max} min=${now.min}` };
    },
  }),
  defineCommand({
    name: 'pool_restart',
    arguments: z.object({}),
    // Code is loaded anew by replacing the worker: `headcount multi restart`.
    run: () => {
      throw new CommandError('ValueError', 'Pool restarts not enabled');
    },
  }),
  defineCommand({
    name: 'shutdown',
    arguments: z.object({}),
    run: ({ steering, log }) => {
      log.warning('Got shutdown from remote');
      steering.shutdown();
      return NO_REPLY;
    },
  }),
];

function resize({ steering }: Panel, command: string, done: string, change: () => void) {
  if (steering.autoscaling() !== undefined) {
    return { error: `${command} is not supported with autoscale. Adjust autoscale range instead.` };
  }
  if (steering.pool().kind === 'solo') {
    throw new HeadcountError('BAD_OPTION', 'a solo pool has one slot');
  }
  change();
  return { ok: done };
}
