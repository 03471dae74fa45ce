// The figures of each cell over its repeats, with their intervals: computed once, at the end of the run, and read by
// everything that shows or judges a figure.

import * as z from 'zod';

export const intervalSchema = z.object({
  low: z.number(),
  high: z.number(),
  /** Coverage, 0 to 1. */
  confidence: z.number(),
  /**
   * t: Student's t of the mean over repeats. bootstrap: BCa of the mean over repeats. order-statistics: between ranks of
   * the tasks of the only repeat, as if they were independent.
   */
  method: z.enum(['t', 'bootstrap', 'order-statistics']),
});

export const figureSchema = z.object({
  /** As a threshold would write it: "capacity", "throughput", "p95(wait)". */
  metric: z.string(),
  /** Position of the phase in a trial; null for figures of the trial as a whole. */
  phase: z.number().int().nullable(),
  unit: z.enum(['per-second', 'ms', 'bytes', 'ratio']),
  /** Mean over the repeats; null when refused. */
  value: z.number().nullable(),
  /** One a repeat, in their order; none when refused. */
  perRepeat: z.array(z.number()),
  /** Null with one repeat, unless its tasks give one. */
  interval: intervalSchema.nullable(),
  /** Why there is no figure; null when there is. */
  refused: z
    .object({
      /** few-observations: `needed` tasks would do. unstable: the backlog grew. */
      why: z.enum(['few-observations', 'unstable']),
      needed: z.number().int().nullable(),
    })
    .nullable(),
});

export const cellIntervalsSchema = z.object({
  cellId: z.string(),
  /** Trials whose figures count. */
  repeats: z.number().int(),
  figures: z.array(figureSchema),
});

export type FigureInterval = z.infer<typeof intervalSchema>;
export type CellFigure = z.infer<typeof figureSchema>;
export type CellIntervals = z.infer<typeof cellIntervalsSchema>;
