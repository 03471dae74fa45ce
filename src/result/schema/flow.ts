// Where the time of tasks went, in five parts: by task type, by queue and by worker; what prefetch cost; and the account
// of every task by its type.

import * as z from 'zod';
import { histogramSchema } from './histogram.ts';

/** slip + brokerWait + reservedWait + service = endToEnd of the same task; settle comes after. */
export const partsSchema = z.object({
  /** sent − intended: the generator's lateness; 0 where there is no schedule. */
  slip: histogramSchema,
  /** reserved − sent: on the broker and on the way to a worker. */
  brokerWait: histogramSchema,
  /** started − reserved: inside the worker, until a slot ran it. */
  reservedWait: histogramSchema,
  /** finished − started: the body. */
  service: histogramSchema,
  /** settled − finished: until the ack left the worker; only of tasks that are acked after they ran. */
  settle: histogramSchema,
});

export const namedPartsSchema = partsSchema.extend({ name: z.string() });

/** Idle slots beside reserved tasks, in slot-seconds. */
export const strandedSchema = z.object({
  /** Slots times the length of the window. */
  availableSlotSec: z.number(),
  idleSlotSec: z.number(),
  /** Slots that were idle while a task they could have run sat reserved at another worker: what prefetch cost. */
  strandedSlotSec: z.number(),
  /** strandedSlotSec / availableSlotSec. */
  strandedRatio: z.number(),
  /** Slots that were idle while a task sat reserved at their own worker: handing over, or behind a long task. */
  heldSlotSec: z.number(),
});

export const flowSchema = z.object({
  total: partsSchema,
  byTask: z.array(namedPartsSchema),
  /** Empty with a single queue: it is `total`. */
  byQueue: z.array(namedPartsSchema),
  /** Of the whole window, a warm-up not cut off. Empty with a single worker: it is `total`. */
  byWorker: z.array(namedPartsSchema),
  /** null where workers do not stamp what they reserve, or tasks ran too long to see it. */
  stranded: strandedSchema.nullable(),
});

/** sent = doneOnce + failed + lost + left, by task type. */
export const taskLedgerSchema = z.object({
  name: z.string(),
  sent: z.number().int(),
  doneOnce: z.number().int(),
  doneAgain: z.number().int(),
  failed: z.number().int(),
  /** Executions after which the task ran again, because it said so; absent where there were none. They are no part of the sum. */
  retried: z.number().int().optional(),
  /** Both null when tasks were lost and left at the same time and nothing tells which is which. */
  lost: z.number().int().nullable(),
  left: z.number().int().nullable(),
});

/** How many executions have the stamps of their worker; null for systems whose workers take none. */
export const handlingSchema = z.object({
  joined: z.number().int(),
  /** Executions whose worker never told when it reserved and settled them. */
  executionsAlone: z.number().int(),
  /** Messages that a worker settled and whose execution counts nowhere: repeated, or ended by a crash. */
  handlingsAlone: z.number().int(),
});

export type Parts = z.infer<typeof partsSchema>;
export type NamedParts = z.infer<typeof namedPartsSchema>;
export type Stranded = z.infer<typeof strandedSchema>;
export type Flow = z.infer<typeof flowSchema>;
export type TaskLedger = z.infer<typeof taskLedgerSchema>;
export type HandlingCounts = z.infer<typeof handlingSchema>;
