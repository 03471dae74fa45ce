// The `workload` section: the task types and how they mix.

import * as z from 'zod';
import { CALL_KINDS, LOCAL_KINDS } from '../../workload/index.ts';
import { clientMode } from './client-mode.ts';
import { durationLaw } from './duration-law.ts';
import {
  choice,
  numberIn,
  plainName,
  positiveDuration,
  share,
  size,
  strict,
  text,
  wholeNumber,
} from './leaf.ts';

const KIB = 1024;
const GIB = KIB ** 3;

const URL_WORDS =
  'a URL such as http://127.0.0.1:8080/, redis://127.0.0.1:6379/0 or postgres://host/database';

// Of tasks that call a server.
const CALL = {
  url: text(URL_WORDS, 2000).optional().meta({
    description:
      "The server to call. Default: http, the run's own target (see targets); redis, the run's broker. postgres needs one.",
  }),
  client: clientMode.optional().meta({
    description:
      'pooled: connections are kept and shared by the tasks of a process. unpooled: every task opens one and closes it. ' +
      'Default: as the matrix says, else pooled.',
  }),
  connections: wholeNumber(1, 10_000).optional().meta({
    description: 'pooled http and postgres tasks: most connections a process keeps. Default 100.',
  }),
  timeout: positiveDuration.optional().meta({
    description: 'Tasks that call a server fail when it has not answered by then. Default 10s.',
  }),
  commands: wholeNumber(1, 1000).optional().meta({
    description: 'redis tasks: commands sent one after the other. Default 1.',
  }),
  query: text('a statement such as select 1', 10_000).optional().meta({
    description: 'postgres tasks: the statement to run.',
  }),
};

// Of tasks in the user's own application.
const OWN = {
  args: z
    .union(
      [
        z.array(z.unknown(), { error: 'a list of arguments' }).max(1000, { error: 'at most 1000 arguments' }),
        strict({ from: text('the path of a file', 1000) }, '{ from: args.jsonl }'),
      ],
      { error: 'a list of arguments such as [1, "{{uuid}}"], or { from: args.jsonl }' },
    )
    .optional()
    .meta({
      description:
        'own tasks: the arguments of each message. {{seq}}, {{uuid}} and {{random 1 100}} in texts are filled in. { from: FILE }: ' +
        'each message has those of a line drawn from the file (JSON: a list is args, an object kwargs). Default none.',
    }),
  kwargs: z
    .record(z.string(), z.unknown(), { error: 'arguments by name such as { size: 3 }' })
    .optional()
    .meta({
      description: 'own tasks: arguments by name, filled in like args. Default none.',
    }),
};

const task = strict(
  {
    name: plainName(200).meta({ description: 'Registered name of the task; unique in the workload.' }),
    kind: choice([...LOCAL_KINDS, ...CALL_KINDS, 'own']).meta({
      description:
        'noop does nothing; io waits without holding the CPU; cpu does a fixed amount of work; mixed does work, then waits; ' +
        'memory allocates and holds; http, redis and postgres call a server; own is a task of your application (see app).',
    }),
    duration: durationLaw.optional(),
    cpu: durationLaw.optional().meta({
      description: 'mixed tasks: the CPU part, as its time on an idle core; a constant or a law.',
    }),
    wait: durationLaw.optional().meta({
      description: 'mixed tasks: the waiting part, after the CPU part; a constant or a law.',
    }),
    ...CALL,
    ...OWN,
    weight: numberIn(0, 1e6, true)
      .default(1)
      .meta({ description: 'Relative frequency in the mixture. Default 1.' }),
    queue: plainName(200)
      .default('default')
      .meta({ description: 'Queue the task is sent to. Default "default".' }),
    priority: wholeNumber(0, 9).default(0).meta({ description: '0 (first) to 9 (last). Default 0.' }),
    acks: choice(['early', 'late']).default('early').meta({
      description:
        'early: settled before the task runs, so that a worker that dies loses it; late: after it has run, so that it runs again. Default early.',
    }),
    payload: size({ most: 16 * KIB ** 2, words: 'a size of at most 16MiB' })
      .prefault('0B')
      .meta({ description: 'Extra bytes carried in each message. Default 0B.' }),
    failure: share({ most: 1, words: 'a share from 0% to 100%' })
      .prefault('0%')
      .meta({ description: 'Share of tasks that fail after doing their work. Default 0%.' }),
    allocate: size({ most: 16 * GIB, words: 'a size of at most 16GiB' })
      .optional()
      .meta({
        description: 'memory tasks: how much each allocates and writes. Default: as much as it leaks.',
      }),
    leak: size({ most: GIB, words: 'a size of at most 1GiB' })
      .optional()
      .meta({ description: 'memory tasks: how much of it is never given back. Default 0B.' }),
  },
  'a task such as { name: fetch-page, kind: io, duration: 20ms }',
);

/** What the workers do. */
export const workloadSection = strict(
  {
    tasks: z
      .array(task, { error: 'a list of tasks' })
      .min(1, { error: 'at least one task' })
      .max(1000, { error: 'at most 1000 tasks' })
      .meta({ description: 'The task types; they are mixed by weight.' }),
  },
  'workload: { tasks: [...] }',
).meta({ description: 'What the workers do.' });

export type WorkloadSection = z.output<typeof workloadSection>;
export type TaskSection = WorkloadSection['tasks'][number];
