// What the run and its load generator say to each other. Both sides parse what they get.

import * as z from 'zod';
import type { HistogramRecord } from '../../result/index.ts';
import type { LoadSpec } from '../../system/index.ts';
import type { ArrivalLaw } from '../../workload/index.ts';

/** From the run. The workload inside `open` comes from our own scenario room and is taken as it is. */
export type GeneratorOrder =
  | {
      readonly order: 'open';
      readonly system: string;
      readonly load: LoadSpec;
      readonly seed: number;
      readonly cpuIterationsPerMs: number;
    }
  /** Keep at least `depth` messages waiting from now until the time. */
  | { readonly order: 'saturate'; readonly startNs: number; readonly endNs: number; readonly depth: number }
  | {
      readonly order: 'offer';
      readonly startNs: number;
      readonly endNs: number;
      readonly ratePerSec: number;
      readonly arrivals: ArrivalLaw;
    }
  /** End the phase under way now; it reports as usual. */
  | { readonly order: 'cut' }
  | { readonly order: 'close' };

const orderKinds = z.object({ order: z.enum(['open', 'saturate', 'offer', 'cut', 'close']) });

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

/** Checks the kind of an order; its fields come from the same program, a few lines above. */
export function parseOrder(message: unknown): GeneratorOrder {
  orderKinds.parse(message);
  return message as GeneratorOrder;
}
