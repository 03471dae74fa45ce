// Load in Celery's wire format, for every system that speaks it: planned tasks become messages of protocol 2
// whose arguments carry the plan; results are not asked for. Messages of a user's own tasks carry what the scenario says.

import {
  connectBroker,
  decodeEnvelope,
  taskWriter,
  type Broker,
  type Outlet,
  type Parcel,
  type ServerFigures,
  type TaskWriter,
} from '../broker/index.ts';
import { toArgs, type PlannedTask, type TaskProfile } from '../workload/index.ts';
import { HeadcountError } from '../errors/index.ts';
import type { AttachedQueues, LoadPort, LoadSpec } from './contract.ts';
import { OutagePatience } from './outage-patience.ts';
import { isOwnEnvelope, ownIdShape, ownTaskId, readOwnTaskId } from './own-task-id.ts';
import { seqOfTaskId, taskId } from './task-id.ts';

export async function openCeleryLoad(spec: LoadSpec): Promise<LoadPort> {
  return new CeleryLoad(await connectBroker(spec.brokerUrl), spec);
}

/** How tasks of one type are sent. */
interface TaskType {
  readonly queue: string;
  readonly outlet: Outlet;
  readonly write: TaskWriter;
}

class CeleryLoad implements LoadPort {
  readonly #broker: Broker;
  readonly #types: readonly TaskType[];
  /** One for each queue and priority. */
  readonly #outlets: readonly Outlet[];
  readonly #queues: readonly string[];
  readonly #patience: OutagePatience | undefined;
  readonly #attached: AttachedQueues | undefined;

  constructor(broker: Broker, spec: LoadSpec) {
    this.#broker = broker;
    const outlets = new Map<string, Outlet>();
    const outletOf = ({ queue, priority }: TaskProfile): Outlet => {
      const key = `${queue}/${priority}`;
      const outlet = outlets.get(key) ?? broker.sender.outlet(queue, priority);
      outlets.set(key, outlet);
      return outlet;
    };
    this.#types = spec.workload.tasks.map((profile) => ({
      queue: profile.queue,
      outlet: outletOf(profile),
      // Whether the result of a task of the user's own is stored is up to that task.
      write: taskWriter({
        ...pick(profile),
        ignoreResult: profile.kind === 'own' && spec.attached === undefined ? null : true,
      }),
    }));
    this.#outlets = [...outlets.values()];
    this.#attached = spec.attached;
    this.#queues = [...new Set(spec.workload.tasks.map((profile) => profile.queue))];
    this.#patience = spec.outages === true ? new OutagePatience(() => this.#countWaiting()) : undefined;
  }

  add(task: PlannedTask): void {
    const type = this.#types[task.typeIndex];
    if (type === undefined) throw new HeadcountError('BUG', `no task type ${task.typeIndex} in the workload`);
    const { outlet, write, queue } = type;
    const { own } = task;
    if (own === undefined) outlet.add(write, taskId(queue, task.seq), toArgs(task));
    else outlet.add(write, ownTaskId(task, this.#attached?.mark), own.args, own.kwargs);
  }

  async flush(): Promise<void> {
    const parcels = this.#outlets.map((outlet) => outlet.take());
    await Promise.all(parcels.filter((parcel) => parcel !== undefined).map((parcel) => this.#send(parcel)));
  }

  async #send(parcel: Parcel): Promise<void> {
    await (this.#patience === undefined ? parcel.send() : this.#patience.run(() => parcel.send()));
  }

  waiting(): Promise<number> {
    return this.#patience?.run(() => this.#countWaiting()) ?? this.#countWaiting();
  }

  async reserved(): Promise<number> {
    if (this.#attached !== undefined)
      return await this.#broker.observer.claimedWith(ownIdShape(this.#attached.mark));
    const depths = await this.#broker.observer.depth(this.#queues);
    return depths.reduce((sum, depth) => sum + depth.reserved, 0);
  }

  async claims(): Promise<readonly number[]> {
    const found = await this.#broker.observer.claimed((envelope) => this.#seqOf(envelope));
    return [...new Set(found)];
  }

  outstanding(): Promise<number> {
    return this.#patience?.run(() => this.#countOutstanding()) ?? this.#countOutstanding();
  }

  server(): Promise<ServerFigures> {
    return this.#broker.observer.server();
  }

  purge(): Promise<number> {
    if (this.#attached === undefined) return this.#broker.observer.purge(this.#queues);
    const { mark } = this.#attached;
    return this.#broker.observer.withdraw(this.#queues, (envelope) => isOwnEnvelope(envelope, mark));
  }

  async close(): Promise<void> {
    this.#patience?.close();
    await this.#broker.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  // Others may use the database: what is not on our queues, or has no id of ours, is not ours.
  #seqOf(envelope: string): number | undefined {
    const decoded = decodeEnvelope(envelope);
    if (decoded.kind !== 'task') return undefined;
    const { id, queue } = decoded.task;
    const own = readOwnTaskId(id);
    if (own !== undefined) {
      // A task of an attached fleet may be sent on to another queue.
      const ours =
        this.#attached === undefined ? this.#queues.includes(queue) : own.mark === this.#attached.mark;
      return ours ? own.seq : undefined;
    }
    const seq = seqOfTaskId(id);
    return seq !== undefined && this.#queues.includes(queue) && taskId(queue, seq) === id ? seq : undefined;
  }

  async #countOutstanding(): Promise<number> {
    // First what waits: what is claimed in between is counted twice rather than not at all.
    if (this.#attached !== undefined) return (await this.#countWaiting()) + (await this.reserved());
    const depths = await this.#broker.observer.depth(this.#queues);
    return depths.reduce((sum, { waiting, reserved }) => sum + waiting + reserved, 0);
  }

  #countWaiting(): Promise<number> {
    if (this.#attached?.shared === true)
      return this.#broker.observer.waitingWith(this.#queues, ownIdShape(this.#attached.mark));
    return this.#broker.observer.waiting(this.#queues);
  }
}

function pick({ name, queue, priority }: TaskProfile): Pick<TaskProfile, 'name' | 'queue' | 'priority'> {
  return { name, queue, priority };
}
