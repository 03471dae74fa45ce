// The `claims` section: what somebody says about these settings, to be held against what is measured.

import * as z from 'zod';
import { strict, text } from './leaf.ts';

const EXAMPLE = "{ says: gevent does more, that: 'throughput[pool=gevent] > throughput[pool=prefork]' }";

const claim = strict(
  {
    says: text('a sentence', 300).meta({ description: 'The claim in words.' }),
    that: text("a comparison such as 'memory[pool=gevent] < 0.5 x memory[pool=prefork]'", 1000).meta({
      description:
        'The claim as a comparison of two figures of settings, such as throughput[pool=gevent] > 2 x throughput[pool=prefork].',
    }),
  },
  EXAMPLE,
);

/** Findings, not goals: one that does not hold fails nothing. */
export const claimsSection = z
  .array(claim, { error: `a list of claims such as [${EXAMPLE}]` })
  .max(100, { error: 'at most 100 claims' })
  .meta({
    description:
      'What is said about these settings. Each is reported with its figures: holds, does not hold or undecided. Fails nothing.',
  });

export type ClaimsSection = z.output<typeof claimsSection>;
