// Commands that steer tasks: revoke, terminate, rate and time limits.

import * as z from 'zod';
import { reprValue } from '../../../broker/index.ts';
import { HeadcountError } from '../../../errors/index.ts';
import { defineCommand, type Command } from '../command.ts';
import type { Panel } from '../panel.ts';
import type { RevokeOptions } from '../steering.ts';
import { idList, signalName } from './fields.ts';

const UNKNOWN_TASK = { error: 'unknown task' };

/** Seconds; 0 and null mean no limit. */
const limitSec = z
  .number()
  .nonnegative()
  .nullish()
  .transform((value) => (value === 0 ? null : (value ?? null)));

export const TASK_COMMANDS: readonly Command[] = [
  defineCommand({
    name: 'revoke',
    arguments: z.object({ task_id: idList, terminate: z.boolean().nullish(), signal: signalName }),
    run: (panel, { task_id: ids, terminate, signal }) =>
      revoke(panel, ids, { terminate: terminate === true, signal }),
  }),
  defineCommand({
    name: 'terminate',
    arguments: z.object({ signal: signalName, task_id: idList }),
    run: (panel, { task_id: ids, signal }) => revoke(panel, ids, { terminate: true, signal }),
  }),
  defineCommand({
    name: 'rate_limit',
    arguments: z.object({ task_name: z.string(), rate_limit: z.union([z.string(), z.number(), z.null()]) }),
    run: (panel, { task_name: name, rate_limit: rate }) => setRateLimit(panel, name, rate),
  }),
  defineCommand({
    name: 'time_limit',
    arguments: z.object({ task_name: z.string(), soft: limitSec, hard: limitSec }),
    run: (panel, { task_name: name, soft: softSec, hard: hardSec }) => {
      if (!panel.settings.app.tasks.has(name)) return UNKNOWN_TASK;
      panel.steering.setTimeLimits(name, { softSec, hardSec });
      panel.log.info(`New time limits for tasks of type ${name}: soft=${softSec} hard=${hardSec}`);
      return { ok: 'time limits set successfully' };
    },
  }),
];

function revoke({ steering, log }: Panel, ids: readonly string[], options: RevokeOptions) {
  const terminated = steering.revoke(ids, options);
  if (!options.terminate) {
    const list = ids.join(', ');
    log.info(`Tasks flagged as revoked: ${list}`);
    return { ok: `tasks ${list} flagged as revoked` };
  }
  if (terminated.length === 0) return { ok: 'terminate: tasks unknown' };
  log.info(`Terminating ${terminated.join(', ')} (${options.signal})`);
  return { ok: `terminate: ${terminated.join(', ')}` };
}

function setRateLimit({ settings, steering, log }: Panel, name: string, rate: string | number | null) {
  const unlimited = rate === null || rate === '' || Number(rate) === 0;
  try {
    if (!settings.app.tasks.has(name)) return UNKNOWN_TASK;
    steering.setRateLimit(name, unlimited ? null : rate);
  } catch (error) {
    if (!(error instanceof HeadcountError)) throw error;
    return { error: `Invalid rate limit string: ValueError(${reprValue(error.message)})` };
  }
  if (unlimited) {
    log.info(`Rate limits disabled for tasks of type ${name}`);
    return { ok: 'rate limit disabled successfully' };
  }
  log.info(`New rate limit for tasks of type ${name}: ${rate}`);
  return { ok: 'new rate limit set successfully' };
}
