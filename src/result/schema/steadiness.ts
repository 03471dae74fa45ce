// Whether a phase was steady: how much of its beginning was cut off as warm-up, and how fast its backlog grew.

import * as z from 'zod';

export const driftSchema = z.object({
  /** Tasks by which the backlog grew each second (Theil-Sen over the phase), and its interval. */
  tasksPerSec: z.number(),
  lowPerSec: z.number(),
  highPerSec: z.number(),
  confidence: z.number(),
  /** By how much the offered rate exceeds what the fleet did: 0.1 is 10 % too much. Null where it does not. */
  excessRatio: z.number().nullable(),
});

export const steadinessSchema = z.object({
  /**
   * steady: figures are those after the cut. never-steady: it changed all through; figures are of the whole phase.
   * unstable: the backlog grew, waits describe the length of the phase. by-design: the load is meant to vary, or is no
   * measurement (warm-up), and nothing is demanded. not-judged: too few tasks to tell.
   */
  verdict: z.enum(['steady', 'never-steady', 'unstable', 'by-design', 'not-judged']),
  /** One sentence with figures. */
  said: z.string(),
  /** Left out at the beginning: latencies, throughput and utilization are of the rest. */
  cutMs: z.number(),
  /** What MSER-5 would cut by each series alone; null where it found no steady rest or did not look. */
  throughputCutMs: z.number().nullable(),
  backlogCutMs: z.number().nullable(),
  /** never-steady: by how much the throughput of the second half differs from the first; null otherwise. */
  changeRatio: z.number().nullable(),
  /** Null where no backlog was followed. */
  drift: driftSchema.nullable(),
});

export type Drift = z.infer<typeof driftSchema>;
export type Steadiness = z.infer<typeof steadinessSchema>;
