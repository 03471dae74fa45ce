// The `faults` section: what goes wrong on purpose, and when.

import * as z from 'zod';
import { choice, duration, plainName, positiveDuration, strict, wholeNumber } from './leaf.ts';

const when = {
  at: duration.meta({ description: 'When, since the start of the phase.' }),
  phase: wholeNumber(1, 100).optional().meta({
    description: 'Which phase of the load, 1 is the first. Default: the last open-loop phase.',
  }),
};

const group = plainName()
  .optional()
  .meta({ description: 'Group of the fleet that it happens to. Default: any of its workers.' });

const kill = strict(
  {
    ...when,
    kill: choice(['worker', 'child']).meta({
      description: 'worker: SIGKILL to one worker; child: to one child process of a prefork worker.',
    }),
    group,
    replace: z.boolean({ error: 'true or false' }).optional().meta({
      description: 'Whether another worker is started in place of the killed one. Default true.',
    }),
  },
  '{ at: 2s, kill: worker }',
);

const pause = strict(
  {
    ...when,
    pause: choice(['worker', 'child', 'broker']).meta({
      description:
        'SIGSTOP: to one worker with its children, to one child process of a prefork worker, or to the broker.',
    }),
    for: positiveDuration.meta({ description: 'Until it goes on.' }),
    group,
  },
  '{ at: 2s, pause: worker, for: 1s }',
);

const restart = strict(
  {
    ...when,
    restart: choice(['broker']).meta({ description: 'Ends the broker and starts it again on its data.' }),
    down: duration.prefault('0ms').meta({ description: 'How long it stays away. Default 0ms.' }),
  },
  '{ at: 2s, restart: broker }',
);

const delay = strict(
  {
    ...when,
    delay: choice(['broker']).meta({ description: 'Lengthens the way to the broker.' }),
    by: positiveDuration.meta({ description: 'Round-trip time that is added.' }),
    for: positiveDuration.optional().meta({ description: 'How long. Default: to the end of the phase.' }),
    path: choice(['fleet', 'all']).default('fleet').meta({
      description:
        'Whose way: that of the workers (fleet), or that of the load generator too (all). Default fleet.',
    }),
  },
  '{ at: 2s, delay: broker, by: 5ms, for: 10s }',
);

const rolling = strict(
  {
    ...when,
    'rolling-restart': choice(['workers']).meta({
      description: 'Stops the workers warm and replaces them, one after the other.',
    }),
    group,
  },
  '{ at: 2s, rolling-restart: workers }',
);

/** What goes wrong on purpose. */
export const faultsSection = z
  .array(
    z.union([kill, pause, restart, delay, rolling], {
      error:
        '{ at: 2s, kill: worker }, { at: 2s, pause: worker, for: 1s }, { at: 2s, restart: broker }, ' +
        '{ at: 2s, delay: broker, by: 5ms } or { at: 2s, rolling-restart: workers }',
    }),
    { error: 'a list of faults such as [{ at: 2s, kill: worker }]' },
  )
  .max(50, { error: 'at most 50 faults' })
  .meta({ description: 'What goes wrong on purpose, at given times into a phase.' });

export type FaultsSection = z.output<typeof faultsSection>;
export type FaultSection = FaultsSection[number];
