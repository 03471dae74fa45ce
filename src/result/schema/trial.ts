// One trial: one cell, run once. Phases in order, the ledger of the whole trial, the processes that took part.

import * as z from 'zod';
import { attributionSchema } from './attribution.ts';
import { flowSchema, handlingSchema, taskLedgerSchema } from './flow.ts';
import { faultSchema } from './faults.ts';
import { histogramSchema } from './histogram.ts';
import {
  furtherChildrenSchema,
  growthSchema,
  poolSeriesSchema,
  processSchema,
  resourcesSchema,
} from './resources.ts';
import { searchSchema } from './search.ts';
import { selfCheckSchema } from './self-check.ts';
import { steadinessSchema } from './steadiness.ts';
import { warningSchema } from './warning.ts';

/** wait = started − intended; service = finished − started; endToEnd = finished − intended. */
export const latenciesSchema = z.object({
  wait: histogramSchema,
  service: histogramSchema,
  endToEnd: histogramSchema,
});

export const taskFiguresSchema = latenciesSchema.extend({
  name: z.string(),
  /** Bodies that ended well within the phase's window. */
  completed: z.number().int(),
  /** Bodies that threw. */
  failed: z.number().int(),
});

/** One second (or the rest of one at the end) of a phase. */
export const timelinePointSchema = z.object({
  /** Since the start of the trial's first phase. */
  atMs: z.number(),
  /** Length of this slice. */
  spanMs: z.number(),
  sent: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
  /** Queue length at the end of the slice: waiting on the broker; null when not sampled. */
  waiting: z.number().int().nullable(),
  /** Claimed by workers and not settled at the end of the slice; null when not sampled. */
  reserved: z.number().int().nullable(),
  /** Of the reserved: held by workers until they are due, first attempts; null when not sampled. */
  scheduled: z.number().int().nullable(),
  /** The same of further attempts. */
  retry: z.number().int().nullable(),
  waitP50Ms: z.number().nullable(),
  waitP95Ms: z.number().nullable(),
  /** Fleet memory (PSS, or RSS with a warning) at the end of the slice; null when not sampled. */
  memoryBytes: z.number().nullable(),
  /** CPU seconds a second used by the fleet in the slice. */
  cpuCores: z.number().nullable(),
});

export const phaseSchema = latenciesSchema.extend({
  phase: z.enum(['warm-up', 'saturate', 'rate', 'utilization', 'closed', 'replay', 'search']),
  /** The load in short words: "poisson 500/s", "sine 50/s to 350/s". */
  label: z.string(),
  /** Where the phase begins, since the start of the trial's first phase. */
  startMs: z.number(),
  /** Length of the measured window. */
  durationMs: z.number(),
  /** Offered rate of an open-loop phase, its mean over the phase; null for warm-up, saturate and closed. */
  offeredPerSec: z.number().nullable(),
  /**
   * constant, poisson, bursts, batches: so around one rate. varying: around a rate curve; cron: batches at fixed times;
   * replay: a recorded trace; mixed: several streams.
   */
  arrivals: z
    .enum(['constant', 'poisson', 'bursts', 'batches', 'cron', 'varying', 'replay', 'mixed'])
    .nullable(),
  sent: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
  /** Bodies that ended (well or not) within the window after its warm-up was cut off, a second. */
  throughputPerSec: z.number(),
  /** Busy slot-seconds divided by available slot-seconds, after the cut. */
  utilizationRatio: z.number(),
  /** sent − intended; null for warm-up, saturate and closed, which have no schedule. */
  slip: histogramSchema.nullable(),
  byTask: z.array(taskFiguresSchema),
  /** The five parts of the tasks' time; null for a warm-up. */
  flow: flowSchema.nullable(),
  /** What limited the phase; null for a warm-up. */
  attribution: attributionSchema.nullable(),
  timeline: z.array(timelinePointSchema),
  resources: resourcesSchema,
  steadiness: steadinessSchema,
  selfChecks: z.array(selfCheckSchema),
  /** Of a capacity search, whose figures are those at the rate it found; null in other phases. */
  search: searchSchema.nullable(),
  warnings: z.array(warningSchema),
});

/** sent = doneOnce + failed + lost + left. doneAgain counts further executions of tasks already counted. */
export const ledgerSchema = z.object({
  sent: z.number().int(),
  doneOnce: z.number().int(),
  doneAgain: z.number().int(),
  failed: z.number().int(),
  lost: z.number().int(),
  /** Withdrawn from the queue unstarted at the end (the rest of a saturate phase). */
  left: z.number().int(),
  /** Records that did not parse or belong to no task sent; null in results of before they were told. */
  strays: z.number().int().nullable().default(null),
  /** Nothing is accounted for that was not sent, and no record is astray. */
  balanced: z.boolean(),
});

export const trialSchema = z.object({
  cellId: z.string(),
  /** 1-based. */
  repeat: z.number().int(),
  /** Position in the run's seeded random order, 1-based. */
  order: z.number().int(),
  startedAt: z.string(),
  durationMs: z.number(),
  /**
   * measured: figures count. invalid: figures are there but a rule of measurement refuses them (see warnings).
   * failed: no figures. interrupted: stopped by the user half way, figures are not kept.
   */
  state: z.enum(['measured', 'invalid', 'failed', 'interrupted']),
  /** Why it failed: message and the last lines of the worker that died. */
  failure: z.object({ code: z.string(), message: z.string(), lastLines: z.array(z.string()) }).nullable(),
  /** Tasks a second the fleet did in the saturate phase; null without one. */
  capacityPerSec: z.number().nullable(),
  /** Slots of the whole fleet. */
  slots: z.number().int(),
  workers: z.number().int(),
  phases: z.array(phaseSchema),
  ledger: ledgerSchema.nullable(),
  /** Planned faults in the order in which they happened; empty where none was planned. */
  faults: z.array(faultSchema),
  /** The ledger by task type; empty when the trial has none. */
  ledgerByTask: z.array(taskLedgerSchema),
  handling: handlingSchema.nullable(),
  processes: z.array(processSchema),
  furtherChildren: z.array(furtherChildrenSchema),
  /** One a worker. */
  pools: z.array(poolSeriesSchema),
  /** One a worker group. */
  growth: z.array(growthSchema),
  /** Time from starting the fleet until every worker was ready. */
  startUpMs: z.number().nullable(),
  /** Of the trial as a whole. */
  selfChecks: z.array(selfCheckSchema),
  warnings: z.array(warningSchema),
  /** The warnings of the trial and its phases that made it invalid. */
  refusals: z.array(warningSchema),
});

export type TaskFigures = z.infer<typeof taskFiguresSchema>;
export type TimelinePoint = z.infer<typeof timelinePointSchema>;
export type PhaseRecord = z.infer<typeof phaseSchema>;
export type Ledger = z.infer<typeof ledgerSchema>;
export type TrialRecord = z.infer<typeof trialSchema>;
