// Load in BullMQ's own format, through its own producer: planned tasks become jobs of their type's name whose data are
// the plan, or those of the user's own. A job is deleted when it is done, or has failed.

import type { Queue } from 'bullmq';
import { connectBroker, type Broker, type ServerFigures } from '../../broker/index.ts';
import { HeadcountError } from '../../errors/index.ts';
import { parseArgs, toArgs, type Arguments, type PlannedTask } from '../../workload/index.ts';
import type { LoadPort, LoadSpec } from '../contract.ts';
import { ownTaskId, readOwnTaskId } from '../own-task-id.ts';
import { OutagePatience } from '../outage-patience.ts';
import { OpenQueue, reaching } from './open-queue.ts';
import { countJobs, deleteWaiting, forgetIfEmpty, type JobCounts } from './queues.ts';

type Job = Parameters<Queue['addBulk']>[0][number];

interface Lane {
  readonly opened: OpenQueue;
  added: Job[];
}

/** Throws MISSING_PACKAGE, BROKER_UNREACHABLE, BROKER_REFUSED, BROKER_UNSUITABLE. */
export async function openBullmqLoad(spec: LoadSpec): Promise<LoadPort> {
  const broker = await connectBroker(spec.brokerUrl);
  const lanes = new Map<string, Lane>();
  const port = new BullmqLoad(broker, lanes, spec);
  try {
    if (broker.info.kind === 'embedded') throw needsServer();
    for (const name of new Set(spec.workload.tasks.map(({ queue }) => queue)))
      lanes.set(name, { opened: await OpenQueue.open(name, spec.brokerUrl), added: [] });
    return port;
  } catch (error) {
    await port.close();
    throw error;
  }
}

class BullmqLoad implements LoadPort {
  readonly #broker: Broker;
  readonly #lanes: ReadonlyMap<string, Lane>;
  readonly #spec: LoadSpec;
  readonly #patience: OutagePatience | undefined;
  readonly #options: readonly NonNullable<Job['opts']>[];
  #purged = false;

  constructor(broker: Broker, lanes: ReadonlyMap<string, Lane>, spec: LoadSpec) {
    this.#broker = broker;
    this.#lanes = lanes;
    this.#spec = spec;
    this.#patience = spec.outages === true ? new OutagePatience(() => this.#counts()) : undefined;
    // Both count from 0, which runs first; BullMQ's 0 is the absence of a priority.
    this.#options = spec.workload.tasks.map(({ priority }) => (priority === 0 ? {} : { priority }));
  }

  add(task: PlannedTask): void {
    const profile = this.#spec.workload.tasks[task.typeIndex];
    const opts = this.#options[task.typeIndex];
    const lane = this.#lanes.get(profile?.queue ?? '');
    if (profile === undefined || opts === undefined || lane === undefined)
      throw new HeadcountError('BUG', `no task type ${task.typeIndex} in the workload`);
    const { own } = task;
    lane.added.push(
      own === undefined
        ? { name: profile.name, data: toArgs(task), opts }
        : { name: profile.name, data: jobData(own), opts: { ...opts, jobId: ownTaskId(task) } },
    );
  }

  async flush(): Promise<void> {
    const sending: Promise<unknown>[] = [];
    for (const lane of this.#lanes.values()) {
      if (lane.added.length === 0) continue;
      const jobs = lane.added;
      lane.added = [];
      sending.push(this.#patiently(() => this.#reaching(lane.opened.queue.addBulk(jobs))));
    }
    await Promise.all(sending);
  }

  async waiting(): Promise<number> {
    return (await this.#patiently(() => this.#counts())).waiting;
  }

  async reserved(): Promise<number> {
    return (await this.#counts()).active;
  }

  async claims(): Promise<readonly number[]> {
    const active = await this.#each((queue) => queue.getJobs(['active']));
    // A job that ended while it was read is none.
    return [...new Set(active.flat().flatMap((job) => seqOf(job) ?? []))];
  }

  async outstanding(): Promise<number> {
    const { waiting, active } = await this.#patiently(() => this.#counts());
    return waiting + active;
  }

  server(): Promise<ServerFigures> {
    return this.#broker.observer.server();
  }

  async purge(): Promise<number> {
    this.#purged = true;
    const deleted = await this.#each(async (queue) => {
      const count = await deleteWaiting(queue);
      await forgetIfEmpty(queue);
      return count;
    });
    return deleted.reduce((sum, count) => sum + count, 0);
  }

  async close(): Promise<void> {
    this.#patience?.close();
    try {
      // Whoever takes back what waits also deletes what a worker that died still claims.
      if (this.#purged) await this.#each((queue) => queue.obliterate({ force: true }));
    } catch (error) {
      // A broker that is gone has been noticed by everybody.
      if (!(error instanceof HeadcountError) || error.code !== 'BROKER_UNREACHABLE') throw error;
    } finally {
      this.#purged = false;
      await Promise.all(Array.from(this.#lanes.values(), ({ opened }) => opened.close()));
      await this.#broker.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #counts(): Promise<JobCounts> {
    const counts = await this.#each(countJobs);
    return {
      waiting: counts.reduce((sum, { waiting }) => sum + waiting, 0),
      active: counts.reduce((sum, { active }) => sum + active, 0),
    };
  }

  #each<T>(work: (queue: Queue) => Promise<T>): Promise<T[]> {
    return Promise.all(Array.from(this.#lanes.values(), ({ opened }) => this.#reaching(work(opened.queue))));
  }

  #patiently<T>(work: () => Promise<T>): Promise<T> {
    return this.#patience?.run(work) ?? work();
  }

  #reaching<T>(work: Promise<T>): Promise<T> {
    return reaching(this.#spec.brokerUrl, work);
  }
}

function seqOf(
  job: { readonly id?: string | undefined; readonly data: unknown } | undefined,
): number | undefined {
  if (job === undefined) return undefined;
  const own = readOwnTaskId(job.id ?? '')?.seq;
  return own ?? (Array.isArray(job.data) ? parseArgs(job.data)?.seq : undefined);
}

// A job has one value. The scenario was checked: arguments by name, or at most one by position.
function jobData({ args, kwargs }: Arguments): unknown {
  return args.length > 0 ? args[0] : kwargs;
}

function needsServer(): HeadcountError {
  return new HeadcountError('BROKER_UNSUITABLE', 'BullMQ does not run on the embedded broker', {
    hint: 'Put redis-server or valkey-server on the PATH, or name one with --broker.',
  });
}
