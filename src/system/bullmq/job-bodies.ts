// The processor of a BullMQ worker under load: runs the synthetic body that a job's name says on the job's data.

import { HeadcountError } from '../../errors/index.ts';
import type { SampleSender } from '../../measure/index.ts';
import type { App } from '../../worker/index.ts';
import { stampedBody, type StampedBody } from '../synthetic-body.ts';
import type { SyntheticTask } from '../synthetic-environment.ts';

/** What is used of a job; sandboxed ones have no more. */
export interface SyntheticJob {
  readonly name: string;
  readonly data: unknown;
}

export interface JobProcessor {
  readonly process: (job: SyntheticJob) => Promise<void>;
  /** Closes the connections that its tasks share: they would keep the process. */
  readonly close: () => Promise<void>;
}

/** Throws MISSING_PACKAGE. */
export async function jobProcessor(
  tasks: readonly SyntheticTask[],
  samples: SampleSender,
): Promise<JobProcessor> {
  const bodies = new Map<string, StampedBody>();
  let opened: Promise<App> | undefined;
  // Only what calls share needs one, and most processes run no calls.
  const app = (): Promise<App> => (opened ??= openApp());
  for (const task of tasks) bodies.set(task.name, await stampedBody(task, samples, app));
  return {
    process: async ({ name, data }) => {
      const body = bodies.get(name);
      if (body === undefined) throw new HeadcountError('BAD_APP', `no task type ${name} in the workload`);
      await body(Array.isArray(data) ? data : []);
    },
    close: async () => (await opened)?.close(),
  };
}

async function openApp(): Promise<App> {
  const { App: Application } = await import('../../worker/index.ts');
  return new Application('headcount-load');
}
