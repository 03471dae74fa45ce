// Decides all options of a task: its own, else the application's, else the defaults. The only place that does.

import { decideLimits } from '../limits/task-limits.ts';
import type { TaskOptions } from './options.ts';
import type { TaskDefinition } from './registry.ts';
import { decideRetryPolicy } from './retry-policy.ts';
import type { Destination } from './routes.ts';

/** Throws BAD_OPTION. */
export function decideTask(
  name: string,
  body: TaskDefinition['body'],
  given: TaskOptions,
  defaults: TaskOptions,
  route: Destination,
): TaskDefinition {
  const options = { ...defaults, ...given };
  return {
    name,
    acks: options.acks ?? 'early',
    acksOnFailureOrTimeout: options.acksOnFailureOrTimeout ?? true,
    ignoreResult: options.ignoreResult ?? false,
    storeErrorsEvenIfIgnored: options.storeErrorsEvenIfIgnored ?? false,
    trackStarted: options.trackStarted ?? false,
    queue: options.queue ?? route.queue,
    priority: options.priority ?? route.priority,
    retry: decideRetryPolicy(options),
    ...decideLimits(options),
    body,
  };
}
