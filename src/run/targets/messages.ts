// What the run and its HTTP target say to each other. Both sides parse what they get.

import * as z from 'zod';
import { ms, ratio } from '../../units/index.ts';
import type { DurationLaw } from '../../workload/index.ts';

const orderSchema = z.object({
  seed: z.number(),
  settings: z.object({
    // Made by our own scenario room from a file it has validated; only its outline is checked again.
    latency: z.custom<DurationLaw>((value) => z.object({ law: z.string() }).safeParse(value).success),
    connectMs: z.number().nonnegative().transform(ms),
    connections: z.number().int().positive().optional(),
    failureRatio: z.number().min(0).max(1).transform(ratio),
  }),
});

/** From the run, once. */
export type TargetOrder = z.infer<typeof orderSchema>;

export function parseTargetOrder(message: unknown): TargetOrder {
  return orderSchema.parse(message);
}

const readySchema = z.object({ port: z.number().int().positive() });

/** From the target: where it listens on 127.0.0.1. */
export type TargetReady = z.infer<typeof readySchema>;

export function parseTargetReady(message: unknown): TargetReady {
  return readySchema.parse(message);
}
