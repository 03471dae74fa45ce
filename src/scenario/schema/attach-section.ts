// The `attach` section: workers that someone else started are driven and measured.

import * as z from 'zod';
import { strict, text } from './leaf.ts';

const EXPECTED = 'true, or { shared: true }';
const NODE = 'a worker such as w1@host';

export const attachSection = z
  .union(
    [
      z.boolean({ error: EXPECTED }),
      strict(
        {
          shared: z.boolean({ error: 'true or false' }).default(false).meta({
            description: 'Measure although others may send tasks to these workers meanwhile. Default false.',
          }),
          workers: z
            .array(text(NODE, 300), { error: `a list of workers such as [w1@host]` })
            .min(1, { error: 'at least one worker' })
            .optional()
            .meta({
              description: 'The workers to measure. Default: all that serve the queues of the workload.',
            }),
        },
        'attach: { shared: true }',
      ),
    ],
    { error: EXPECTED },
  )
  .meta({
    description:
      'Drive and measure workers that already run on the broker, and neither start nor stop any. Their tasks are those of ' +
      'their application (kind: own). Needs system: celery or headcount, and a broker.',
  });

export type AttachSection = z.output<typeof attachSection>;
