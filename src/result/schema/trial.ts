// One trial: one cell, run once. Phases in order, the ledger of the whole trial, the processes that took part.

import * as z from 'zod';
import { histogramSchema } from './histogram.ts';
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
  waitP50Ms: z.number().nullable(),
  waitP95Ms: z.number().nullable(),
  /** Fleet memory (PSS, or RSS with a warning) at the end of the slice; null when not sampled. */
  memoryBytes: z.number().nullable(),
  /** CPU seconds a second used by the fleet in the slice. */
  cpuCores: z.number().nullable(),
});

/** What the fleet used during one phase. */
export const resourcesSchema = z.object({
  /** Mean and peak of the fleet's memory, all workers and their children together. */
  memoryMeanBytes: z.number(),
  memoryPeakBytes: z.number(),
  memoryKind: z.enum(['pss', 'rss']),
  /** Mean CPU of the fleet, in cores. */
  cpuCores: z.number(),
  /** CPU of the fleet divided by tasks completed; null when none completed. */
  cpuMsPerTask: z.number().nullable(),
  /** Mean CPU of broker, generator and the toolkit itself, in cores; broker null when it is not ours. */
  brokerCpuCores: z.number().nullable(),
  generatorCpuCores: z.number(),
  /** Share of the whole machine's CPU time that was not idle, 0 to 1. */
  hostBusyRatio: z.number().nullable(),
  /** Event-loop delay of the processes that run tasks: worst process, 99th percentile; null when not reported. */
  eventLoopLagP99Ms: z.number().nullable(),
});

export const phaseSchema = latenciesSchema.extend({
  phase: z.enum(['warm-up', 'saturate', 'rate', 'utilization']),
  /** Where the phase begins, since the start of the trial's first phase. */
  startMs: z.number(),
  /** Length of the measured window. */
  durationMs: z.number(),
  /** Offered rate of an open-loop phase; null for warm-up and saturate. */
  offeredPerSec: z.number().nullable(),
  arrivals: z.enum(['constant', 'poisson']).nullable(),
  sent: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
  /** Bodies that ended (well or not) within the window, a second. */
  throughputPerSec: z.number(),
  /** Busy slot-seconds divided by available slot-seconds. */
  utilizationRatio: z.number(),
  /** sent − intended; null for saturate, which has no schedule. */
  slip: histogramSchema.nullable(),
  byTask: z.array(taskFiguresSchema),
  timeline: z.array(timelinePointSchema),
  resources: resourcesSchema,
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
  balanced: z.boolean(),
});

export const processSchema = z.object({
  pid: z.number().int(),
  role: z.enum(['worker', 'child', 'generator', 'broker']),
  /** Worker name for workers and children. */
  name: z.string(),
  memoryMeanBytes: z.number(),
  memoryPeakBytes: z.number(),
  cpuMs: z.number(),
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
  processes: z.array(processSchema),
  /** Time from starting the fleet until every worker was ready. */
  startUpMs: z.number().nullable(),
  warnings: z.array(warningSchema),
});

export type TaskFigures = z.infer<typeof taskFiguresSchema>;
export type TimelinePoint = z.infer<typeof timelinePointSchema>;
export type PhaseResources = z.infer<typeof resourcesSchema>;
export type PhaseRecord = z.infer<typeof phaseSchema>;
export type Ledger = z.infer<typeof ledgerSchema>;
export type ProcessRecord = z.infer<typeof processSchema>;
export type TrialRecord = z.infer<typeof trialSchema>;
