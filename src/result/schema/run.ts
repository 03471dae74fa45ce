// The whole result file, version 1. Later steps (plan, gate, report) read this and nothing else.
// docs/result-format.md describes it field by field; a test holds the page against this schema.

import * as z from 'zod';
import { trialSchema } from './trial.ts';
import { warningSchema } from './warning.ts';

export const FORMAT_NAME = 'headcount-result';
export const FORMAT_VERSION = 1;

export const workerGroupSchema = z.object({
  name: z.string(),
  workers: z.number().int().positive(),
  queues: z.array(z.string()),
  pool: z.string(),
  concurrency: z.number().int().positive(),
  prefetch: z.number().int().nonnegative(),
  maxTasksPerChild: z.number().int().positive().optional(),
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

export const calibrationSchema = z.object({
  /** Iterations of the CPU body that one idle core does in a millisecond. */
  cpuIterationsPerMs: z.number(),
  /** Relative spread of the calibration's repetitions (max/min − 1). */
  spreadRatio: z.number(),
});

/** The workload and plan sections are the scenario's own resolved values, kept as they were. */
export const taskProfileSchema = z.object({
  name: z.string(),
  kind: z.enum(['noop', 'io', 'cpu', 'memory']),
  duration: z.record(z.string(), z.unknown()),
  weight: z.number(),
  queue: z.string(),
  priority: z.number(),
  payloadBytes: z.number(),
  failureRatio: z.number(),
  allocateBytes: z.number(),
  leakBytes: z.number(),
});

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
  scenario: z.object({ name: z.string(), description: z.string(), path: z.string(), text: z.string() }),
  seed: z.number(),
  environment: environmentSchema,
  broker: brokerRecordSchema,
  calibration: calibrationSchema.nullable(),
  workload: z.object({ tasks: z.array(taskProfileSchema) }),
  thresholds: z.array(z.string()),
  plan: planRequestSchema,
  cells: z.array(cellSchema),
  /** In the order in which they ran. */
  trials: z.array(trialSchema),
  warnings: z.array(warningSchema),
});

export type CellRecord = z.infer<typeof cellSchema>;
export type EnvironmentRecord = z.infer<typeof environmentSchema>;
export type BrokerRecord = z.infer<typeof brokerRecordSchema>;
export type Calibration = z.infer<typeof calibrationSchema>;
export type PlanRequestRecord = z.infer<typeof planRequestSchema>;
export type RunResult = z.infer<typeof runResultSchema>;
