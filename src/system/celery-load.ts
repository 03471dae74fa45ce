// Load in Celery's wire format, for every system that speaks it: planned tasks become messages of protocol 2
// whose arguments carry the plan. Results are not asked for.

import {
  connectBroker,
  taskEncoder,
  type Broker,
  type OutgoingMessage,
  type TaskEncoder,
} from '../broker/index.ts';
import { toArgs, type PlannedTask, type TaskProfile } from '../workload/index.ts';
import { HeadcountError } from '../errors/index.ts';
import type { LoadPort, LoadSpec } from './contract.ts';

export async function openCeleryLoad(spec: LoadSpec): Promise<LoadPort> {
  return new CeleryLoad(await connectBroker(spec.brokerUrl), spec);
}

class CeleryLoad implements LoadPort {
  readonly #broker: Broker;
  readonly #types: readonly { readonly profile: TaskProfile; readonly encode: TaskEncoder }[];
  readonly #queues: readonly string[];
  #added: OutgoingMessage[] = [];

  constructor(broker: Broker, spec: LoadSpec) {
    this.#broker = broker;
    this.#types = spec.workload.tasks.map((profile) => ({
      profile,
      encode: taskEncoder({ ...pick(profile), ignoreResult: true }),
    }));
    this.#queues = [...new Set(spec.workload.tasks.map((profile) => profile.queue))];
  }

  add(task: PlannedTask): void {
    const type = this.#types[task.typeIndex];
    if (type === undefined) throw new HeadcountError('BUG', `no task type ${task.typeIndex} in the workload`);
    const { queue, priority } = type.profile;
    this.#added.push({ queue, priority, envelope: type.encode(`${queue}-${task.seq}`, toArgs(task)) });
  }

  async flush(): Promise<void> {
    const messages = this.#added;
    if (messages.length === 0) return;
    this.#added = [];
    await this.#broker.sender.send(messages);
  }

  waiting(): Promise<number> {
    return this.#broker.observer.waiting(this.#queues);
  }

  async reserved(): Promise<number> {
    const depths = await this.#broker.observer.depth(this.#queues);
    return depths.reduce((sum, depth) => sum + depth.reserved, 0);
  }

  purge(): Promise<number> {
    return this.#broker.observer.purge(this.#queues);
  }

  async close(): Promise<void> {
    await this.#broker.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function pick({ name, queue, priority }: TaskProfile): Pick<TaskProfile, 'name' | 'queue' | 'priority'> {
  return { name, queue, priority };
}
