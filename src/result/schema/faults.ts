// The planned faults of a trial: what happened when, how long until all was as before, and what it cost.

import * as z from 'zod';

/** What was normal before the first fault of the phase, over windows of `windowMs`. */
export const normalSchema = z.object({
  windowMs: z.number(),
  throughputPerSec: z.number(),
  /** Throughput below this is not normal. */
  throughputLowPerSec: z.number(),
  /** Mean wait, and the mean wait of a window above which it is not normal. */
  waitMs: z.number(),
  waitHighMs: z.number(),
});

export const faultSchema = z.object({
  fault: z.enum([
    'kill-worker',
    'kill-child',
    'pause-worker',
    'pause-child',
    'rolling-restart',
    'restart-broker',
    'pause-broker',
    'delay-broker',
  ]),
  /** What was done to whom, in words. */
  detail: z.string(),
  /** Which phase of the scenario's load, 1 is the first. */
  loadPhase: z.number().int().positive(),
  /** When it was planned, since the start of its phase. */
  plannedMs: z.number(),
  /** When it really happened, since the start of the trial's first phase. */
  atMs: z.number(),
  /** When its cause was gone (replacement ready, going on, back again), on the same scale; null when it never was. */
  untilMs: z.number().nullable(),
  normal: normalSchema.nullable(),
  /** From the fault until throughput and wait are back within the band of before; 0 when they never left it. */
  recoveryMs: z.number().nullable(),
  /** Why there is no recovery time; null where there is one. */
  noRecoveryReason: z.string().nullable(),
  /** Longest wait of a task that started after the fault and before the next; null when none started. */
  worstWaitMs: z.number().nullable(),
  /** Tasks that never finished; null where several faults of one phase may have lost them. */
  lost: z.number().int().nullable(),
  /** How a fault of this kind loses tasks; null when none was lost. */
  lossReason: z.string().nullable(),
  /** Executions, after the fault and before the next, of tasks that had been counted already. */
  doneAgain: z.number().int(),
});

export type FaultRecord = z.infer<typeof faultSchema>;
