// The `celery` section: what only Celery's workers have.

import * as z from 'zod';
import { choice, strict, text } from './leaf.ts';

const PARTS = ['gossip', 'mingle', 'heartbeat'] as const;

/** For scenarios with system: celery. */
export const celerySection = strict(
  {
    python: text('an interpreter or the directory of a virtualenv, such as ./venv', 1000)
      .optional()
      .meta({
        description:
          'Which Python has Celery: a name on PATH, a path, or the directory of a virtualenv; paths count from this file. ' +
          'Default: the first of python3 and /usr/bin/python3 that can import celery and redis.',
      }),
    without: z
      .array(choice(PARTS), { error: `a list of ${PARTS.join(', ')}` })
      .default([])
      .meta({
        description:
          'Parts that workers run without (--without-gossip, ...). Default: none left out, as Celery starts.',
      }),
    optimization: choice(['default', 'fair']).optional().meta({
      description: 'Profile of the prefork pool (-O). Default: as Celery has it.',
    }),
  },
  'celery: { python: ./venv }',
).meta({ description: "Settings of Celery's workers; for scenarios with system: celery." });

export type CelerySection = z.output<typeof celerySection>;
