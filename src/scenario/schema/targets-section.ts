// The `targets` section: the servers that a run starts for its tasks to call.

import type * as z from 'zod';
import { durationLaw } from './duration-law.ts';
import { duration, share, strict, wholeNumber } from './leaf.ts';

const http = strict(
  {
    latency: durationLaw.meta({
      description: 'How long the server takes to answer a request: a constant or a law.',
    }),
    connect: duration.prefault('0ms').meta({
      description: 'What setting up a connection costs: added to the first answer on each. Default 0ms.',
    }),
    connections: wholeNumber(1, 100_000).optional().meta({
      description: 'Connections the server has room for; beyond, it answers 503. Default: no limit.',
    }),
    failure: share({ most: 1, words: 'a share from 0% to 100%' }).prefault('0%').meta({
      description: 'Share of requests answered with 500. Default 0%.',
    }),
  },
  '{ latency: 20ms, connect: 5ms }',
).meta({ description: 'The HTTP server that http tasks without a url call; a process of its own.' });

/** Servers of the run's own. */
export const targetsSection = strict({ http: http.optional() }, 'targets: { http: { latency: 20ms } }').meta({
  description: 'Servers that the run starts for its tasks to call.',
});

export type TargetsSection = z.output<typeof targetsSection>;
