// What the run and its load generator say to each other. Both sides parse what they get.

import * as z from 'zod';
import type { HistogramRecord } from '../../result/index.ts';
import type { LoadSpec } from '../../system/index.ts';

const orderSchema = z.discriminatedUnion('order', [
  z.object({
    order: z.literal('open'),
    system: z.string(),
    // Made by our own scenario room from a file it has validated; only its outline is checked again.
    load: z.custom<LoadSpec>((value) => loadOutline.safeParse(value).success),
    seed: z.number(),
    cpuIterationsPerMs: z.number().positive(),
  }),
  /** Keep at least `depth` messages waiting from now until the time. */
  z.object({
    order: z.literal('saturate'),
    startNs: z.number(),
    endNs: z.number(),
    depth: z.number().positive(),
  }),
  z.object({
    order: z.literal('offer'),
    startNs: z.number(),
    endNs: z.number(),
    ratePerSec: z.number().positive(),
    arrivals: z.enum(['constant', 'poisson']),
  }),
  /** End the phase under way now; it reports as usual. */
  z.object({ order: z.literal('cut') }),
  z.object({ order: z.literal('close') }),
]);

const loadOutline = z.object({
  brokerUrl: z.string(),
  workload: z.object({ tasks: z.array(z.object({})).min(1) }),
});

/** From the run. */
export type GeneratorOrder = z.infer<typeof orderSchema>;

export function parseOrder(message: unknown): GeneratorOrder {
  return orderSchema.parse(message);
}

/** What a phase sent. */
export interface PhaseSent {
  readonly sent: number;
  /** Tasks sent in each second of the phase. */
  readonly sentPerSlice: number[];
  /** Sent − intended; null while saturating. */
  readonly slip: HistogramRecord | null;
  /** Share of looks at the queue, while saturating, that found it empty. */
  readonly emptyRatio: number;
}

const phaseSentSchema = z.object({
  sent: z.number().int(),
  sentPerSlice: z.array(z.number().int()),
  slip: z.custom<HistogramRecord>((value) => typeof value === 'object').nullable(),
  emptyRatio: z.number(),
});

const reportSchema = z.discriminatedUnion('report', [
  z.object({ report: z.literal('ready') }),
  z.object({ report: z.literal('opened') }),
  z.object({ report: z.literal('closed') }),
  z.object({ report: z.literal('phase'), phase: phaseSentSchema }),
  z.object({ report: z.literal('failed'), message: z.string() }),
]);

/** From the generator. */
export type GeneratorReport = z.infer<typeof reportSchema>;

export function parseReport(message: unknown): GeneratorReport {
  return reportSchema.parse(message);
}
