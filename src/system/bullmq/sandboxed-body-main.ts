// What BullMQ's children and threads run: the synthetic bodies, with their own stream of samples. BullMQ ends them with
// process.exit when their worker stops, so what is buffered is written on the way out.

import { env } from 'node:process';
import { isMainThread } from 'node:worker_threads';
import { SampleSender } from '../../measure/index.ts';
import { readSyntheticEnvironment } from '../synthetic-environment.ts';
import { jobProcessor } from './job-bodies.ts';

const { samplesPath, worker, atOnce, tasks } = readSyntheticEnvironment(env);
const samples = new SampleSender(samplesPath, worker, atOnce);

// A local socket takes what it has room for at once, so this needs no further turn of the loop.
process.once('exit', () => void samples.close());
// A worker that was killed ends none of its children.
if (isMainThread) process.once('disconnect', () => process.exit());

const { process: run } = await jobProcessor(tasks, samples);

// oxlint-disable-next-line import/no-default-export -- what BullMQ looks for in a processor's file
export { run as default };
