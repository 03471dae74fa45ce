// The body of a synthetic task as it runs in a Node.js slot, of whatever system: the work that was planned, with the stamps
// taken right before and after it.

import { monotonicNs, type SampleSender } from '../measure/index.ts';
import { failIfPlanned, parseArgs, runBody, type PlannedTask } from '../workload/index.ts';
import type { App } from '../worker/index.ts';
import { openCaller } from './calls/caller.ts';
import type { SyntheticTask } from './synthetic-environment.ts';

/** Runs on the arguments of one message. Throws, or rejects with, whatever the body does. */
export type StampedBody = (args: readonly unknown[]) => void | Promise<void>;

type Body = (planned: PlannedTask) => void | Promise<void>;

/** `app` keeps what calls share. Throws MISSING_PACKAGE. */
export async function stampedBody(
  task: SyntheticTask,
  samples: SampleSender,
  app: () => App | Promise<App>,
): Promise<StampedBody> {
  const body = await bodyOf(task, app);
  return (args) => {
    const planned = parseArgs(args);
    if (planned === undefined) throw new TypeError('arguments are not those of a planned task');
    const startedNs = monotonicNs();
    let done: void | Promise<void>;
    try {
      done = body(planned);
    } catch (error) {
      record(samples, planned, startedNs, true);
      throw error;
    }
    if (done === undefined) return record(samples, planned, startedNs, false);
    return done.then(
      () => record(samples, planned, startedNs, false),
      (error: unknown) => {
        record(samples, planned, startedNs, true);
        throw error;
      },
    );
  };
}

async function bodyOf(task: SyntheticTask, app: () => App | Promise<App>): Promise<Body> {
  if (!('call' in task)) return (planned) => runBody(task.kind, planned);
  const call = await openCaller(task.kind, task.name, task.call, await app());
  return (planned) => call().then(() => failIfPlanned(planned));
}

function record(samples: SampleSender, planned: PlannedTask, startedNs: number, failed: boolean): void {
  samples.task(
    planned.seq,
    planned.typeIndex,
    failed,
    planned.intendedNs,
    planned.sentNs,
    startedNs,
    monotonicNs(),
  );
}
