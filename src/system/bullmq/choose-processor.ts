// What a BullMQ worker under load is given to run: the synthetic bodies or the user's processor, in its own process or as a
// file that BullMQ loads in its children or threads.

import type { Job } from 'bullmq';
import type { SampleSender } from '../../measure/index.ts';
import type { SyntheticTask } from '../synthetic-environment.ts';
import { hasOwnEnvironment, readOwnEnvironment } from '../user-app.ts';
import { checkProcessor } from './check-processor.ts';
import { jobProcessor } from './job-bodies.ts';
import { seqOfOwnJob, seqOfPlan } from './job-handling.ts';
import { loadProcessor, stampedProcessor } from './own-processor.ts';

const SANDBOXED_BODY = new URL('./sandboxed-body-main.js', import.meta.url);
const SANDBOXED_OWN = new URL('./sandboxed-own-main.js', import.meta.url);

interface Chosen {
  readonly processor: URL | ((job: Job, ...rest: readonly unknown[]) => Promise<unknown>);
  /** The sequence number of a job; undefined for one that the load did not send. */
  readonly seqOf: (job: Job) => number | undefined;
}

/** Throws BAD_APP, MISSING_PACKAGE. */
export async function chooseProcessor(
  env: Readonly<Record<string, string | undefined>>,
  sandboxed: boolean,
  tasks: readonly SyntheticTask[],
  samples: SampleSender,
): Promise<Chosen> {
  if (!hasOwnEnvironment(env))
    return { processor: sandboxed ? SANDBOXED_BODY : await jobProcessor(tasks, samples), seqOf: seqOfPlan };
  const { app } = readOwnEnvironment(env);
  if (!sandboxed)
    return { processor: stampedProcessor(await loadProcessor(app), samples), seqOf: seqOfOwnJob };
  await checkProcessor(app);
  return { processor: SANDBOXED_OWN, seqOf: seqOfOwnJob };
}
