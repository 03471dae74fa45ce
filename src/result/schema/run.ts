// The whole result file, version 2. Later steps (plan, gate, report) read this and nothing else.
// docs/result-format.md describes it field by field; a test holds the page against this schema.

import * as z from 'zod';
import { cellIntervalsSchema } from './intervals.ts';
import { certificateSchema } from './certificate.ts';
import { systemRecordSchema } from './system.ts';
import { trialSchema } from './trial.ts';
import { warningSchema } from './warning.ts';
import { taskProfileSchema } from './workload.ts';

export const FORMAT_NAME = 'headcount-result';
export const FORMAT_VERSION = 2;

export const workerGroupSchema = z.object({
  name: z.string(),
  workers: z.number().int().positive(),
  queues: z.array(z.string()),
  pool: z.string(),
  concurrency: z.number().int().positive(),
  prefetch: z.number().int().nonnegative(),
  maxTasksPerChild: z.number().int().positive().optional(),
  maxMemoryPerChildBytes: z.number().positive().optional(),
  /** Absent = as each task says. */
  acks: z.enum(['early', 'late']).optional(),
  /** Absent = always `concurrency` slots; else that is the most. */
  autoscale: z.object({ min: z.number().int(), max: z.number().int() }).optional(),
  softTimeLimitMs: z.number().positive().optional(),
  timeLimitMs: z.number().positive().optional(),
});

export const cellSchema = z.object({
  id: z.string(),
  system: z.enum(['headcount', 'celery', 'bullmq']),
  settings: z.record(z.string(), z.union([z.string(), z.number()])),
  fleet: z.array(workerGroupSchema),
});

export const environmentSchema = z.object({
  hostname: z.string(),
  os: z.string(),
  kernel: z.string(),
  architecture: z.string(),
  cpuModel: z.string(),
  cpus: z.number().int(),
  memoryBytes: z.number(),
  /** Limits of our control group, null where there is none. */
  cgroupCpus: z.number().nullable(),
  cgroupMemoryBytes: z.number().nullable(),
  node: z.string(),
  headcount: z.string(),
  /** Commit of the checkout the scenario lies in, null outside one. */
  commit: z.string().nullable(),
});

export const brokerRecordSchema = z.object({
  kind: z.enum(['redis', 'valkey', 'embedded']),
  version: z.string(),
  /** Without user and password. */
  url: z.string(),
  /** Whether headcount started it for this run. */
  ownedByRun: z.boolean(),
});

/** The scenario's own plan section, resolved. */
export const planRequestSchema = z.object({
  ratePerSec: z.number().optional(),
  slo: z.array(z.string()),
  machine: z
    .object({ cpus: z.number(), memoryBytes: z.number(), pricePerHour: z.number().optional() })
    .optional(),
  headroomRatio: z.number(),
  survive: z.number().int(),
});

export const runResultSchema = z.object({
  format: z.literal(FORMAT_NAME),
  version: z.literal(FORMAT_VERSION),
  startedAt: z.string(),
  finishedAt: z.string(),
  /** interrupted: the user stopped it; finished trials are complete and count. */
  outcome: z.enum(['completed', 'interrupted']),
  scenario: z.object({
    name: z.string(),
    description: z.string(),
    path: z.string(),
    text: z.string(),
    /** What the command line changed in the text (`--set path=value`), in the order in which it was applied. */
    overrides: z.array(z.string()).default([]),
    /** Which cells it kept (`--only setting=value`). */
    only: z.array(z.string()).default([]),
  }),
  seed: z.number(),
  environment: environmentSchema,
  broker: brokerRecordSchema,
  /** Those of the cells, in their order. */
  systems: z.array(systemRecordSchema),
  certificate: certificateSchema,
  workload: z.object({ tasks: z.array(taskProfileSchema) }),
  thresholds: z.array(z.string()),
  /** What the scenario says about its settings, in words and as a comparison. Runs of before there were claims have none. */
  claims: z.array(z.object({ says: z.string(), that: z.string() })).default([]),
  plan: planRequestSchema,
  cells: z.array(cellSchema),
  /** In the order in which they ran. */
  trials: z.array(trialSchema),
  /** The figures of each cell over its repeats. */
  intervals: z.array(cellIntervalsSchema),
  warnings: z.array(warningSchema),
});

export type CellRecord = z.infer<typeof cellSchema>;
export type EnvironmentRecord = z.infer<typeof environmentSchema>;
export type BrokerRecord = z.infer<typeof brokerRecordSchema>;
export type PlanRequestRecord = z.infer<typeof planRequestSchema>;
export type RunResult = z.infer<typeof runResultSchema>;
