// The certificate of a run: what the machine and the broker were able to do, looked at before the first trial.

import * as z from 'zod';

export const checkSchema = z.object({
  check: z.enum([
    'timers',
    'clock',
    'broker',
    'generator',
    'cpu limit',
    'memory limit',
    'cpu speed',
    'stolen cpu',
    'other programs',
    'memory',
    'temporary files',
    'open files',
  ]),
  /** warn: figures may suffer. bad: measuring here makes no sense. */
  state: z.enum(['ok', 'warn', 'bad']),
  /** What was found, in words with figures. */
  finding: z.string(),
  /** What to do about it; null when ok. */
  nextStep: z.string().nullable(),
  /** The figures by name, with units; null where the system does not tell. */
  figures: z.record(z.string(), z.number().nullable()),
});

export const certificateSchema = z.object({
  takenAt: z.string(),
  durationMs: z.number(),
  checks: z.array(checkSchema),
});

export type Check = z.infer<typeof checkSchema>;
export type Certificate = z.infer<typeof certificateSchema>;
