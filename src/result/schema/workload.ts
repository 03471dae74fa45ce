// The task types of a run: the scenario's own workload section, resolved.

import * as z from 'zod';

/** Of tasks that call a server. */
const callSchema = z.object({
  /** Without user and password. Absent: the run's own HTTP target, or its broker. */
  url: z.string().optional(),
  /** Absent: as the cell's settings say, else pooled. */
  client: z.enum(['pooled', 'unpooled']).optional(),
  timeoutMs: z.number(),
  connections: z.number().int(),
  commands: z.number().int(),
  query: z.string(),
});

export const taskProfileSchema = z.object({
  name: z.string(),
  kind: z.enum(['noop', 'io', 'cpu', 'mixed', 'memory', 'http', 'redis', 'postgres', 'own']),
  duration: z.record(z.string(), z.unknown()),
  /** kind mixed: its waiting part. */
  wait: z.record(z.string(), z.unknown()).optional(),
  call: callSchema.optional(),
  /** kind own: where the arguments of its messages come from. */
  own: z.object({ from: z.enum(['scenario', 'file']), source: z.string().optional() }).optional(),
  weight: z.number(),
  queue: z.string(),
  priority: z.number(),
  /** Absent: early. */
  acks: z.literal('late').optional(),
  payloadBytes: z.number(),
  failureRatio: z.number(),
  allocateBytes: z.number(),
  leakBytes: z.number(),
});
