// What must hold in every sound phase whatever was measured, checked on each run and shown with it.

import * as z from 'zod';

export const selfCheckSchema = z.object({
  /** percentiles · utilization · littles-law · parts · ledger */
  name: z.enum(['percentiles', 'utilization', 'littles-law', 'parts', 'ledger']),
  /** One sentence with both figures. */
  said: z.string(),
  /** The figure as measured directly, and as the others say it must be. */
  measured: z.number(),
  expected: z.number(),
  /** How far they may lie apart. */
  tolerance: z.number(),
  ok: z.boolean(),
  /** Whether a failure voids the trial, rather than only being said. */
  refuses: z.boolean(),
});

export type SelfCheck = z.infer<typeof selfCheckSchema>;
