// The `plan` section: what the fleet will have to carry, and on which machines.

import * as z from 'zod';
import { numberIn, rate, share, size, strict, text, wholeNumber } from './leaf.ts';

const expression = text('an expression such as p95(wait) < 500ms', 1000);

/** A list of expressions such as 'p95(wait) < 500ms'. */
export const expressions = z
  .array(expression, { error: "a list of expressions such as ['p95(wait) < 500ms']" })
  .max(100, { error: 'at most 100 expressions' });

const machine = strict(
  {
    cpus: numberIn(0, 10_000, true).meta({ description: 'CPUs of one machine.' }),
    memory: size({ above: 0, most: 2 ** 50, words: 'a size above 0B and at most 1024TiB' }).meta({
      description: 'Memory of one machine.',
    }),
    price: numberIn(0, 1e9).optional().meta({ description: 'Price of one machine-hour, in any currency.' }),
  },
  'a machine such as { cpus: 8, memory: 16GiB }',
);

/** What to plan for. */
export const planSection = strict(
  {
    rate: rate.optional().meta({ description: 'Rate to carry. Default: the highest rate measured.' }),
    slo: expressions.default([]).meta({ description: 'Goals to meet at that rate.' }),
    machine: machine.optional().meta({ description: 'What the workers run on.' }),
    headroom: share({ most: 0.9, words: 'a share from 0% to 90%' })
      .prefault('30%')
      .meta({ description: 'Capacity kept free. Default 30%.' }),
    survive: wholeNumber(0, 1000).default(0).meta({
      description: 'Workers that may be lost with the goals still met. Default 0.',
    }),
  },
  'a plan such as { rate: 500/s, slo: [p95(wait) < 1s] }',
).meta({ description: 'What the fleet must carry; answered after the run.' });

export type PlanSection = z.output<typeof planSection>;
