// The whole scenario file, declared once: validation, defaults, editor schema and field documentation all
// come from here.

import * as z from 'zod';
import { ACCEPTABLE } from '../acceptable.ts';
import { SYSTEM_NAMES } from '../systems.ts';
import { appSection } from './app-section.ts';
import { attachSection } from './attach-section.ts';
import { celerySection } from './celery-section.ts';
import { claimsSection } from './claims-section.ts';
import { faultsSection } from './faults-section.ts';
import { fleetSection, matrixSection } from './fleet-section.ts';
import { choice, duration, plainName, strict, wholeNumber } from './leaf.ts';
import { loadSection } from './load-section.ts';
import { expressions, planSection } from './plan-section.ts';
import { targetsSection } from './targets-section.ts';
import { workloadSection } from './workload-section.ts';

const system = choice(SYSTEM_NAMES);
const BROKER = 'a broker URL such as redis://127.0.0.1:6379/0';

/** The file's shape; what it means as a whole is checked by compile/. */
export const scenarioFile = strict(
  {
    name: plainName(80).meta({ description: 'Name of the scenario; the folder of its runs is called so.' }),
    description: z
      .string({ error: 'text' })
      .max(10_000, { error: 'at most 10000 characters' })
      .default('')
      .meta({ description: 'What the scenario is for, in your words.' }),
    system: z
      .union(
        [system, z.array(system, { error: 'a list of systems' }).min(1, { error: 'at least one system' })],
        {
          error: `one of ${SYSTEM_NAMES.join(', ')}, or a list of them`,
        },
      )
      .default('headcount')
      .meta({ description: 'System or systems under test. Default headcount.' }),
    broker: z
      .string({ error: BROKER })
      .regex(/^(rediss?):\/\/\S+$/, { error: BROKER })
      .optional()
      .meta({ description: 'Broker URL. Default: a private broker for the run. --broker overrides it.' }),
    app: appSection.optional(),
    attach: attachSection.optional(),
    workload: workloadSection,
    targets: targetsSection.prefault({}),
    fleet: fleetSection.optional(),
    matrix: matrixSection.prefault({}),
    celery: celerySection.optional(),
    load: loadSection,
    faults: faultsSection.default([]),
    'warm-up': duration
      .prefault('1s')
      .meta({ description: 'Load before measuring begins, in every trial. Default 1s.' }),
    generators: wholeNumber(1, 16).default(1).meta({
      description: 'Processes that send the load together, for rates beyond what one can send. Default 1.',
    }),
    repeats: wholeNumber(1, 100).default(1).meta({ description: 'How often each cell is run. Default 1.' }),
    seed: wholeNumber(0, 2 ** 32 - 1)
      .default(1)
      .meta({ description: 'Start of every random draw; the same seed gives the same tasks. Default 1.' }),
    accept: z
      .array(choice(ACCEPTABLE), { error: `a list of ${ACCEPTABLE.join(', ')}` })
      .default([])
      .meta({
        description:
          'Disturbances that shall not void a trial: they stay as warnings with every figure. For machines that are never quiet. Default none.',
      }),
    thresholds: expressions.default([]).meta({
      description: "Goals that decide whether the run passes, such as 'p95(wait) < 500ms'.",
    }),
    claims: claimsSection.default([]),
    plan: planSection.prefault({}),
  },
  'a scenario: name, workload, load, ...',
);
