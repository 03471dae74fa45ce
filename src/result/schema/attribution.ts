// What limited a phase, and how that is known.

import * as z from 'zod';

const causeSchema = z.enum([
  'generator',
  'broker',
  'slots',
  'cpu',
  'event-loop',
  'prefetch',
  'nothing',
  'unclear',
]);

export type LimitCause = z.infer<typeof causeSchema>;

/** Each cause in words. */
export const LIMITS: Readonly<Record<LimitCause, string>> = {
  generator: 'The load generator: the fleet was faster than what was sent to it.',
  broker: 'The broker: its one thread was busy, or its round trips left slots idle.',
  slots: 'Slots: all of them were busy while tasks waited.',
  cpu: 'CPU: the machine had none left.',
  'event-loop': 'The event loop: one thread runs all slots of a worker and was busy.',
  prefetch: 'Prefetch: slots stood idle while tasks they could run were reserved elsewhere.',
  nothing: 'Nothing: the load was below the capacity of the fleet.',
  unclear: 'Unclear: none of the limits that are watched was reached.',
};

export const attributionSchema = z.object({
  cause: causeSchema,
  /** Sentences with figures. */
  evidence: z.array(z.string()),
  /** The next nearest limit and how near it is: 1 is reached. null when none was measured. */
  runnerUp: z.object({ cause: causeSchema, nearnessRatio: z.number(), evidence: z.string() }).nullable(),
});

export type Attribution = z.infer<typeof attributionSchema>;
