// A latency histogram as the result carries it: HDR's own compressed encoding is the truth,
// the summary beside it is for people and jq.

import * as z from 'zod';

export const summarySchema = z.object({
  count: z.number().int().nonnegative(),
  minMs: z.number(),
  meanMs: z.number(),
  /** Standard deviation, as HDR estimates it (0.1 % value error). */
  sdMs: z.number(),
  p50Ms: z.number(),
  p90Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
  p999Ms: z.number(),
  maxMs: z.number(),
});

export const histogramSchema = z.object({
  encoding: z.literal('hdr-v2-compressed-base64'),
  /** Values in the encoded histogram are nanoseconds. */
  unit: z.literal('ns'),
  data: z.string(),
  summary: summarySchema,
});

export type LatencySummary = z.infer<typeof summarySchema>;
export type HistogramRecord = z.infer<typeof histogramSchema>;
