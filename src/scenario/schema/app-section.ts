// The `app` section: the user's own application, whose tasks are run instead of synthetic ones.

import * as z from 'zod';
import { strict, text } from './leaf.ts';

const APP = 'an application such as proj.celery or ./tasks.js';
const app = text(APP, 1000);

/** One application, or one for each system. */
export const appSection = z
  .union(
    [
      app,
      strict(
        {
          headcount: app.optional().meta({ description: 'What `headcount worker -A` takes: ./tasks.js.' }),
          celery: app.optional().meta({ description: 'What `celery -A` takes: proj.celery.' }),
          bullmq: app
            .optional()
            .meta({ description: 'A module whose default export processes jobs: ./processor.js.' }),
        },
        'app: { headcount: ./tasks.js, celery: proj.celery }',
      ),
    ],
    { error: `${APP}, or one for each system` },
  )
  .meta({
    description:
      'Your own application: its tasks are sent (kind: own) in the place of synthetic ones. Paths, and the modules of Python, ' +
      'are looked for from where this file lies. For several systems one each: { headcount: ./tasks.js, celery: proj.celery }.',
  });

export type AppSection = z.output<typeof appSection>;
