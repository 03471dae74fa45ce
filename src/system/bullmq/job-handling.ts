// What a BullMQ worker tells of each job, from its own process: when it was handed the job (the answer of the script that
// moved it to `active` has arrived), and when the script that finished it was confirmed; and why a job failed.

import type { Job, Worker } from 'bullmq';
import { monotonicNs, type SampleSender } from '../../measure/index.ts';
import { readOwnTaskId } from '../own-task-id.ts';
import { parseArgs } from '../../workload/index.ts';
import { ASKED_FOR } from '../failure-log.ts';

/** `seqOf`: the sequence number of a job, undefined for one that the load did not send. `log` gets a line for each failure that the scenario did not ask for. */
export function sampleJobs(
  worker: Worker,
  samples: SampleSender,
  log: (line: string) => void,
  seqOf: (job: Job) => number | undefined,
): void {
  const reservedNs = new WeakMap<Job, number>();
  const settled = (job: Job): void => {
    const seq = seqOf(job);
    const reserved = reservedNs.get(job);
    if (seq !== undefined && reserved !== undefined) samples.handling(seq, reserved, monotonicNs());
  };
  worker.on('active', (job) => void reservedNs.set(job, monotonicNs()));
  worker.on('completed', settled);
  worker.on('failed', (job, error) => {
    if (job !== undefined) settled(job);
    if (error.name !== ASKED_FOR) log(`Task ${job?.name}[${job?.id}] raised unexpected: ${describe(error)}`);
  });
}

/** Of a user's own job. */
export function seqOfOwnJob({ id = '' }: Job): number | undefined {
  return readOwnTaskId(id)?.seq;
}

/** Of a synthetic job. */
export function seqOfPlan({ data }: Job): number | undefined {
  const args: unknown = data;
  return Array.isArray(args) ? parseArgs(args)?.seq : undefined;
}

// As Celery's workers say it. The error of a sandboxed job comes as a plain one, with its class only in the stack.
function describe({ stack, name, message }: Error): string {
  const [, thrown = name] = /^(\w+):/.exec(stack ?? '') ?? [];
  return `${thrown}('${message.split('\n', 1)[0]}')`;
}
