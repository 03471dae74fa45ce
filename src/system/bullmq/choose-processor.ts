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
  /** When the last job has ended. */
  readonly close: () => Promise<void>;
}

const NOTHING_OPEN = (): Promise<void> => Promise.resolve();

/** Throws BAD_APP, MISSING_PACKAGE. */
export async function chooseProcessor(
  env: Readonly<Record<string, string | undefined>>,
  sandboxed: boolean,
  tasks: readonly SyntheticTask[],
  samples: SampleSender,
): Promise<Chosen> {
  if (!hasOwnEnvironment(env)) return await chooseSynthetic(sandboxed, tasks, samples);
  const { app } = readOwnEnvironment(env);
  const own = { seqOf: seqOfOwnJob, close: NOTHING_OPEN };
  if (!sandboxed) return { processor: stampedProcessor(await loadProcessor(app), samples), ...own };
  await checkProcessor(app);
  return { processor: SANDBOXED_OWN, ...own };
}

async function chooseSynthetic(
  sandboxed: boolean,
  tasks: readonly SyntheticTask[],
  samples: SampleSender,
): Promise<Chosen> {
  if (sandboxed) return { processor: SANDBOXED_BODY, seqOf: seqOfPlan, close: NOTHING_OPEN };
  const { process: processor, close } = await jobProcessor(tasks, samples);
  return { processor, seqOf: seqOfPlan, close };
}
