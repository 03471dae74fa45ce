// The application that our workers run under load: every task type of the scenario, each body stamped in its slot
// from the one clock. Loaded by the worker and by each of its children or threads.

import { env } from 'node:process';
import { SampleSender } from '../../measure/index.ts';
import { App } from '../../worker/index.ts';
import { stampedBody } from '../synthetic-body.ts';
import { readSyntheticEnvironment } from '../synthetic-environment.ts';
import { followRun } from './follow-run.ts';
import { sampleHandling } from './handling-samples.ts';

const { samplesPath, worker, atOnce, tasks } = readSyntheticEnvironment(env);
const samples = new SampleSender(samplesPath, worker, atOnce);

export const app: App = new App('headcount-load');
app.onClose(() => samples.close());
sampleHandling(app, samples);
for (const task of tasks) {
  const body = await stampedBody(task, samples, () => app);
  app.task(task.name, (...args: readonly unknown[]) => body(args), { ignoreResult: true, acks: task.acks });
}
followRun(process);
