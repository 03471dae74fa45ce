// One BullMQ worker under load, written as BullMQ's users write one. Ends warm on SIGTERM; at once when the run is gone.

import { env, stderr, stdout } from 'node:process';
import { toError } from '../../errors/index.ts';
import { SampleSender } from '../../measure/index.ts';
import { readSyntheticEnvironment } from '../synthetic-environment.ts';
import { bullmqConnection } from './connection.ts';
import { chooseProcessor } from './choose-processor.ts';
import { sampleJobs } from './job-handling.ts';
import { loadBullmq } from './load-bullmq.ts';
import { isSandboxed } from './pools.ts';
import { READY } from './ready.ts';
import { readBullmqSettings } from './worker-settings.ts';

const { queue, pool, concurrency, brokerUrl } = readBullmqSettings(env);
const { samplesPath, worker: index, atOnce, tasks } = readSyntheticEnvironment(env);
const { Worker } = loadBullmq();

const samples = new SampleSender(samplesPath, index, atOnce);
const { processor, seqOf, close } = await chooseProcessor(env, isSandboxed(pool), tasks, samples);
const worker = new Worker(queue, processor, {
  concurrency,
  connection: bullmqConnection(brokerUrl),
  useWorkerThreads: pool === 'threads',
});
worker.on('error', (error) => stderr.write(`BullMQ: ${error.message}\n`));
sampleJobs(worker, samples, (line) => stderr.write(`${line}\n`), seqOf);

const endNow = (): void => process.exit(1);
process.once('disconnect', endNow);
process.once('SIGTERM', () => void stop());

await worker.waitUntilReady();
stdout.write(`${READY}\n`);

async function stop(): Promise<void> {
  await worker.close();
  await close().catch((error: unknown) => stderr.write(`Closing: ${toError(error).message}\n`));
  await samples.close();
  // What a processor of the user's own keeps open would keep the process.
  process.exit();
}
