// headcount's side of the comparison: an application with one empty task, acknowledged after its body as BullMQ's
// jobs are, its result kept no more than theirs.

import { App } from '../../../src/worker/index.ts';
import { emptyBody, reportBodiesAtExit } from './bodies.ts';

export const app = new App('empty');
app.task('empty', emptyBody, { acks: 'late', ignoreResult: true });
reportBodiesAtExit();
