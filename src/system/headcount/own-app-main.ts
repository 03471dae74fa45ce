// The user's own application as our workers run it under load: loaded as it is, and watched from outside. Loaded by the
// worker and by each of its children or threads.

import { env } from 'node:process';
import { SampleSender } from '../../measure/index.ts';
import { loadApp, type App, type EndedTask } from '../../worker/index.ts';
import { readOwnTaskId } from '../own-task-id.ts';
import { readSyntheticEnvironment } from '../synthetic-environment.ts';
import { checkRegistered, readOwnEnvironment } from '../user-app.ts';
import { followRun } from './follow-run.ts';
import { sampleHandling } from './handling-samples.ts';

const { app: module, tasks } = readOwnEnvironment(env);

export const app: App = await loadApp(module);
checkRegistered(module, tasks, [...app.tasks.keys()]);

const { samplesPath, worker, atOnce } = readSyntheticEnvironment(env);
const samples = new SampleSender(samplesPath, worker, atOnce);
app.onClose(() => samples.close());
sampleHandling(app, samples, (id) => readOwnTaskId(id)?.seq, { ended });
followRun(process);

function ended({ id, startedNs, finishedNs, how }: EndedTask): void {
  const task = readOwnTaskId(id);
  if (task === undefined) return;
  const { seq, typeIndex, intendedNs, sentNs } = task;
  if (how === 'again') samples.attempt(seq, typeIndex, startedNs, finishedNs);
  else samples.task(seq, typeIndex, how === 'failed', intendedNs, sentNs, startedNs, finishedNs);
}
