// The `load` section: phases that run in order.

import * as z from 'zod';
import { positiveDuration, strict, wholeNumber } from './leaf.ts';
import { LOAD_SOURCES } from './load-source.ts';
import { searchSection } from './search-section.ts';

const duration = positiveDuration.meta({ description: 'How long the phase lasts.' });
const S = LOAD_SOURCES;
const streamExample = (example: string) => `{ ${example} }`;
const phaseExample = (example: string) => `{ ${example}, duration: 5s }`;

const stream = z.union(
  [
    strict(S.utilization.shape, streamExample(S.utilization.example)),
    strict(S.rate.shape, streamExample(S.rate.example)),
    strict(S.ramp.shape, streamExample(S.ramp.example)),
    strict(S.steps.shape, streamExample(S.steps.example)),
    strict(S.spike.shape, streamExample(S.spike.example)),
    strict(S.sine.shape, streamExample(S.sine.example)),
    strict(S.cron.shape, streamExample(S.cron.example)),
    strict(S.replay.shape, streamExample(S.replay.example)),
  ],
  {
    error: `a stream such as ${streamExample('rate: 500/s, tasks: [fetch-page]')}: ${Object.keys(S).join(', ')}`,
  },
);

const phase = z.union(
  [
    strict(
      {
        saturate: positiveDuration.meta({
          description: 'Keep the queue full for this long and measure the capacity.',
        }),
      },
      '{ saturate: 3s }',
    ),
    searchSection,
    strict({ ...S.utilization.shape, duration }, phaseExample(S.utilization.example)),
    strict({ ...S.rate.shape, duration }, phaseExample(S.rate.example)),
    strict({ ...S.ramp.shape, duration }, phaseExample(S.ramp.example)),
    strict(S.steps.shape, streamExample(S.steps.example)),
    strict({ ...S.spike.shape, duration }, phaseExample(S.spike.example)),
    strict({ ...S.sine.shape, duration }, phaseExample(S.sine.example)),
    strict({ ...S.cron.shape, duration }, phaseExample(S.cron.example)),
    strict(
      {
        ...S.replay.shape,
        duration: positiveDuration
          .optional()
          .meta({ description: 'Where the trace is cut off. Default: all of it.' }),
      },
      streamExample(S.replay.example),
    ),
    strict(
      {
        outstanding: wholeNumber(1, 100_000).meta({
          description: 'Closed loop: this many tasks are sent and not settled, at any time.',
        }),
        tasks: S.rate.shape.tasks,
        duration,
      },
      '{ outstanding: 50, duration: 10s }',
    ),
    strict(
      {
        streams: z
          .array(stream, { error: 'a list of streams such as [{ rate: 500/s, tasks: [fetch-page] }]' })
          .min(1, { error: 'at least one stream' })
          .max(100, { error: 'at most 100 streams' })
          .meta({ description: 'Streams of tasks that run side by side.' }),
        duration,
      },
      '{ streams: [{ rate: 500/s, tasks: [fetch-page] }], duration: 5s }',
    ),
  ],
  {
    error:
      'a phase with one of saturate, search, utilization, rate, ramp, steps, spike, sine, batch, replay, outstanding and streams, such as { saturate: 3s } or { rate: 500/s, duration: 5s }',
  },
);

/** When tasks arrive. */
export const loadSection = z
  .array(phase, { error: 'a list of phases such as [{ saturate: 3s }]' })
  .min(1, { error: 'at least one phase such as { saturate: 3s }' })
  .max(100, { error: 'at most 100 phases' })
  .meta({ description: 'Phases of load, run in order against every cell.' });

export type LoadSection = z.output<typeof loadSection>;
export type PhaseSection = LoadSection[number];
export type StreamSection = z.output<typeof stream>;
