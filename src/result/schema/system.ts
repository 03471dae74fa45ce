// What was under test: each system as it was found when the run began.

import * as z from 'zod';

export const calibrationSchema = z.object({
  /** Iterations of the system's CPU body that one idle core does in a millisecond. */
  cpuIterationsPerMs: z.number(),
  /** How far the median repetition lay above the fastest. */
  spreadRatio: z.number(),
});

export const systemRecordSchema = z.object({
  name: z.enum(['headcount', 'celery', 'bullmq']),
  /** "Celery 5.2.6". */
  version: z.string(),
  /** What its workers run on: "Python 3.11.2 at /usr/bin/python3". */
  runtime: z.string(),
  /** What the scenario left open and was decided at the start, one sentence each. */
  decisions: z.array(z.string()),
  /** null without CPU tasks. */
  calibration: calibrationSchema.nullable(),
});

export type SystemRecord = z.infer<typeof systemRecordSchema>;
