// headcount's side of the comparisons: an application whose tasks are acknowledged after their body, as BullMQ's jobs
// are, their results kept no more than theirs.

import { setTimeout as delay } from 'node:timers/promises';
import { App } from '../../../src/worker/index.ts';
import { emptyBody, reportBodiesAtExit, stampedBody } from './bodies.ts';

export const app = new App('empty');
app.task('empty', emptyBody, { acks: 'late', ignoreResult: true });
app.task('stamped', stampedBody, { acks: 'late', ignoreResult: true });
app.task('hold', async (seconds: number) => await delay(seconds * 1000), {
  acks: 'late',
  ignoreResult: true,
});
reportBodiesAtExit();
