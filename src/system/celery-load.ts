// Load in Celery's wire format, for every system that speaks it: planned tasks become messages of protocol 2
// whose arguments carry the plan; results are not asked for. Messages of a user's own tasks carry what the scenario says.

import {
  connectBroker,
  taskEncoder,
  type Broker,
  type OutgoingMessage,
  type ServerFigures,
  type TaskEncoder,
} from '../broker/index.ts';
import { toArgs, type PlannedTask, type TaskProfile } from '../workload/index.ts';
import { HeadcountError } from '../errors/index.ts';
import type { LoadPort, LoadSpec } from './contract.ts';
import { OutagePatience } from './outage-patience.ts';
import { isOwnEnvelope, ownTaskId } from './own-task-id.ts';
import { taskId } from './task-id.ts';

export async function openCeleryLoad(spec: LoadSpec): Promise<LoadPort> {
  return new CeleryLoad(await connectBroker(spec.brokerUrl), spec);
}

class CeleryLoad implements LoadPort {
  readonly #broker: Broker;
  readonly #types: readonly { readonly profile: TaskProfile; readonly encode: TaskEncoder }[];
  readonly #queues: readonly string[];
  readonly #patience: OutagePatience | undefined;
  readonly #mark: number | undefined;
  #added: OutgoingMessage[] = [];

  constructor(broker: Broker, spec: LoadSpec) {
    this.#broker = broker;
    this.#types = spec.workload.tasks.map((profile) => ({
      profile,
      // Whether the result of a task of the user's own is stored is up to that task.
      encode: taskEncoder({
        ...pick(profile),
        ignoreResult: profile.kind === 'own' && spec.attachedMark === undefined ? null : true,
      }),
    }));
    this.#mark = spec.attachedMark;
    this.#queues = [...new Set(spec.workload.tasks.map((profile) => profile.queue))];
    this.#patience = spec.outages === true ? new OutagePatience(() => this.#countWaiting()) : undefined;
  }

  add(task: PlannedTask): void {
    const type = this.#types[task.typeIndex];
    if (type === undefined) throw new HeadcountError('BUG', `no task type ${task.typeIndex} in the workload`);
    const { queue, priority } = type.profile;
    const { own } = task;
    const envelope =
      own === undefined
        ? type.encode(taskId(queue, task.seq), toArgs(task))
        : type.encode(ownTaskId(task, this.#mark), own.args, own.kwargs);
    this.#added.push({ queue, priority, envelope });
  }

  async flush(): Promise<void> {
    const messages = this.#added;
    if (messages.length === 0) return;
    this.#added = [];
    const send = (): Promise<void> => this.#broker.sender.send(messages);
    await (this.#patience === undefined ? send() : this.#patience.run(send));
  }

  waiting(): Promise<number> {
    return this.#patience?.run(() => this.#countWaiting()) ?? this.#countWaiting();
  }

  async reserved(): Promise<number> {
    const mark = this.#mark;
    if (mark !== undefined)
      return await this.#broker.observer.claimed((envelope) => isOwnEnvelope(envelope, mark));
    const depths = await this.#broker.observer.depth(this.#queues);
    return depths.reduce((sum, depth) => sum + depth.reserved, 0);
  }

  outstanding(): Promise<number> {
    return this.#patience?.run(() => this.#countOutstanding()) ?? this.#countOutstanding();
  }

  server(): Promise<ServerFigures> {
    return this.#broker.observer.server();
  }

  purge(): Promise<number> {
    const mark = this.#mark;
    if (mark === undefined) return this.#broker.observer.purge(this.#queues);
    return this.#broker.observer.withdraw(this.#queues, (envelope) => isOwnEnvelope(envelope, mark));
  }

  async close(): Promise<void> {
    this.#patience?.close();
    await this.#broker.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #countOutstanding(): Promise<number> {
    const depths = await this.#broker.observer.depth(this.#queues);
    return depths.reduce((sum, { waiting, reserved }) => sum + waiting + reserved, 0);
  }

  #countWaiting(): Promise<number> {
    return this.#broker.observer.waiting(this.#queues);
  }
}

function pick({ name, queue, priority }: TaskProfile): Pick<TaskProfile, 'name' | 'queue' | 'priority'> {
  return { name, queue, priority };
}
