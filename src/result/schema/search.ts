// What a capacity search found: the highest rate of independent arrivals that kept a goal, with every probe.

import * as z from 'zod';

export const probeSchema = z.object({
  ratePerSec: z.number(),
  /** Length of the probe; shorter than asked when it was clear early. */
  durationMs: z.number(),
  /** Tasks judged. */
  tasks: z.number().int(),
  /** The figure the goal limits, as seen over the probe (ms); null when no task was judged. */
  measuredMs: z.number().nullable(),
  /** What the goal comes down to, a mean over tasks: the share of tasks above the limit, or the latency (ms); its 95 % interval. Null where too few tasks ended to tell. */
  mean: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** What that mean may not exceed. */
  target: z.number(),
  /** clear: the interval lies wholly on one side of the target, or the backlog grew. close: decided by the mean alone. */
  sureness: z.enum(['clear', 'close']),
  kept: z.boolean(),
});

export const searchSchema = z.object({
  /** The goal, as written. */
  slo: z.string(),
  /**
   * Throughput with the queue kept full. The search goes above it only where it looked for itself, for a short time, and a
   * rate near it was kept.
   */
  saturationPerSec: z.number(),
  /** The highest rate that kept the goal; null when none did. */
  ratePerSec: z.number().nullable(),
  /** The bracket: kept for certain at low (0: nowhere), broken for certain at high, or the upper end of the search. */
  lowPerSec: z.number(),
  highPerSec: z.number(),
  /** In the order in which they ran. */
  probes: z.array(probeSchema),
});

export type Probe = z.infer<typeof probeSchema>;
export type Search = z.infer<typeof searchSchema>;
