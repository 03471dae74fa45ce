// The application that our workers run under load: every task type of the scenario, each body stamped in its slot
// from the one clock. Loaded by the worker and by each of its children or threads.

import { env } from 'node:process';
import { monotonicNs, SampleSender } from '../../measure/index.ts';
import { App } from '../../worker/index.ts';
import { parseArgs, runBody, type BodyKind, type PlannedTask } from '../../workload/index.ts';
import { readSyntheticEnvironment } from './synthetic-environment.ts';

const { samplesPath, tasks } = readSyntheticEnvironment(env);
const samples = new SampleSender(samplesPath);

export const app: App = new App('headcount-load');
app.onClose(() => samples.close());
for (const { name, kind } of tasks) app.task(name, stamped(kind), { ignoreResult: true });

function stamped(kind: BodyKind): (...args: readonly unknown[]) => void | Promise<void> {
  return (...args) => {
    const planned = parseArgs(args);
    if (planned === undefined) throw new TypeError('arguments are not those of a planned task');
    const startedNs = monotonicNs();
    let done: void | Promise<void>;
    try {
      done = runBody(kind, planned);
    } catch (error) {
      record(planned, startedNs, true);
      throw error;
    }
    if (done === undefined) return record(planned, startedNs, false);
    return done.then(
      () => record(planned, startedNs, false),
      (error: unknown) => {
        record(planned, startedNs, true);
        throw error;
      },
    );
  };
}

function record(planned: PlannedTask, startedNs: number, failed: boolean): void {
  samples.task(planned.seq, planned.typeIndex, failed, planned.intendedNs, startedNs, monotonicNs());
}
