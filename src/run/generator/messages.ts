// What the run and its load generators say to each other. Both sides parse what they get.

import * as z from 'zod';
import type { HistogramRecord } from '../../result/index.ts';
import type { LoadSpec } from '../../system/index.ts';
import type { LoadStream } from '../../workload/index.ts';

/** A phase of load, the same for every generator of a run. */
const phaseFields = {
  startNs: z.number(),
  endNs: z.number(),
  /** Which phase of the trial this is, from 0: each has draws of its own. */
  phase: z.number().int().nonnegative(),
  /** The least sequence number that no task of the trial has. */
  firstSeq: z.number().int().nonnegative(),
};

const orderSchema = z.discriminatedUnion('order', [
  z.object({
    order: z.literal('open'),
    system: z.string(),
    // Made by our own scenario room from a file it has validated; only its outline is checked again.
    load: z.custom<LoadSpec>((value) => loadOutline.safeParse(value).success),
    seed: z.number(),
    cpuIterationsPerMs: z.number().positive(),
    /** Which of how many generators of the run it is. */
    share: z.object({ index: z.number().int().nonnegative(), of: z.number().int().positive() }),
  }),
  /**
   * Keep at least `depth` messages waiting from now until the time; or waiting and reserved together, for workers that
   * reserve without limit and leave nothing waiting.
   */
  z.object({
    order: z.literal('saturate'),
    depth: z.number().positive(),
    count: z.enum(['waiting', 'outstanding']),
    ...phaseFields,
  }),
  /** Send every task when it is due. */
  z.object({
    order: z.literal('offer'),
    streams: z.custom<readonly LoadStream[]>((value) => streamsOutline.safeParse(value).success),
    ...phaseFields,
  }),
  /** Keep this many tasks sent and not settled. */
  z.object({
    order: z.literal('closed'),
    outstanding: z.number().int().positive(),
    tasks: z.array(z.number().int().nonnegative()).min(1).readonly(),
    ...phaseFields,
  }),
  /** End the phase under way now; it reports as usual. */
  z.object({ order: z.literal('cut') }),
  z.object({ order: z.literal('close') }),
]);

const loadOutline = z.object({
  brokerUrl: z.string(),
  workload: z.object({ tasks: z.array(z.object({})).min(1) }),
});
const streamsOutline = z.array(z.object({ plan: z.object({}), tasks: z.array(z.number()).min(1) })).min(1);

/** From the run. */
export type GeneratorOrder = z.infer<typeof orderSchema>;
export type PhaseOrder = Extract<GeneratorOrder, { order: 'saturate' | 'offer' | 'closed' }>;
/** Which of how many generators of the run one is. */
export type GeneratorShare = (GeneratorOrder & { order: 'open' })['share'];

export function parseOrder(message: unknown): GeneratorOrder {
  return orderSchema.parse(message);
}

/** What a phase sent. */
export interface PhaseSent {
  readonly sent: number;
  /** Tasks sent in each second of the phase. */
  readonly sentPerSlice: number[];
  /** Tasks sent by index of their type. */
  readonly sentPerTask: number[];
  /** Sent − intended; null unless tasks had times to be sent at. */
  readonly slip: HistogramRecord | null;
  /** Share of looks at the queue, while saturating, that found it empty. */
  readonly emptyRatio: number;
}

const phaseSentSchema = z.object({
  sent: z.number().int(),
  sentPerSlice: z.array(z.number().int()),
  sentPerTask: z.array(z.number().int()),
  slip: z.custom<HistogramRecord>((value) => typeof value === 'object').nullable(),
  emptyRatio: z.number(),
});

const reportSchema = z.discriminatedUnion('report', [
  z.object({ report: z.literal('ready') }),
  z.object({ report: z.literal('opened') }),
  z.object({ report: z.literal('closed') }),
  /** `nextSeq`: above every sequence number the generator has used. */
  z.object({ report: z.literal('phase'), phase: phaseSentSchema, nextSeq: z.number().int().nonnegative() }),
  z.object({ report: z.literal('failed'), message: z.string() }),
]);

/** From the generator. */
export type GeneratorReport = z.infer<typeof reportSchema>;

export function parseReport(message: unknown): GeneratorReport {
  return reportSchema.parse(message);
}
