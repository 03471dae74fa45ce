// An application: task functions by name, and the means to send them to whoever runs them.

import { HeadcountError } from '../../errors/index.ts';
import { planOf, type Plan } from '../canvas/plan.ts';
import type { Signature } from '../canvas/signature.ts';
import { registerBuiltins } from './builtin-tasks.ts';
import { Closers, type Closer } from './closers.ts';
import { Connections } from './connections.ts';
import type { TaskContext } from './context.ts';
import { durationOption } from './duration-option.ts';
import {
  DEFAULT_BROKER,
  DEFAULT_QUEUE,
  type AppOptions,
  type BoundTaskOptions,
  type SendOptions,
  type TaskOptions,
} from './options.ts';
import type { TaskObserver } from './observer.ts';
import { Outbox } from './outbox.ts';
import type { AnyTaskFunction, BoundTaskFunction, TaskDefinition, TaskTable } from './registry.ts';
import { LazyResource, type Resource } from './resource.ts';
import { Routes, type Destination } from './routes.ts';
import { signatureOf, type SignatureSettings } from './send-options.ts';
import { decideTask } from './task-definition.ts';
import {
  sentWorkflow,
  taskResult,
  type SentTask,
  type SentWorkflow,
  type TaskResult,
} from './task-result.ts';

// Two copies of this package may meet in one process; they know each other's applications by this mark.
const APP_MARK = Symbol.for('headcount.app');

/** Arguments of any function; their JSON form is what travels. */
type Args = readonly unknown[];

/** A registered task, to be sent with checked arguments. */
export interface Task<A extends readonly unknown[], R> {
  readonly name: string;
  send(args: A, options?: SendOptions): SentTask<Awaited<R>>;
  /** To be sent later, as a link or in a workflow: then with further arguments before these. */
  signature(args: readonly unknown[], settings?: SignatureSettings): Signature;
}

export class App {
  /** Shown to people; not part of task names. */
  readonly name: string;
  readonly defaultQueue: string;
  /** The broker the application itself names; undefined leaves the choice to whoever runs it. */
  readonly broker: string | undefined;
  readonly resultBackend: string | undefined;
  /** Seconds; 0 = results are kept for ever. */
  readonly resultExpiresSec: number;
  readonly resultExtended: boolean;
  readonly [APP_MARK] = true;
  readonly #tasks = new Map<string, TaskDefinition>();
  readonly #taskDefaults: TaskOptions;
  readonly #routes: Routes;
  readonly #connections: Connections;
  readonly #outbox: Outbox;
  readonly #closers = new Closers();
  readonly #resourceNames = new Set<string>();
  #observer: TaskObserver | undefined;

  /** Throws BAD_OPTION. */
  constructor(name: string, options: AppOptions = {}) {
    this.name = name;
    this.defaultQueue = options.defaultQueue ?? DEFAULT_QUEUE;
    this.broker = options.broker;
    this.resultBackend = options.resultBackend;
    this.resultExpiresSec = Math.ceil(durationOption('resultExpires', options.resultExpires ?? '1d') / 1000);
    this.resultExtended = options.resultExtended ?? false;
    this.#taskDefaults = options.taskDefaults ?? {};
    this.#routes = new Routes(options.routes ?? {}, this.defaultQueue);
    const broker = options.broker ?? DEFAULT_BROKER;
    this.#connections = new Connections(broker, options.resultBackend ?? broker, this.resultExpiresSec);
    this.#outbox = new Outbox(this.#connections, (task) => this.destinationOf(task));
    registerBuiltins(this);
  }

  /** Who watches the worker that runs this application. */
  get observer(): TaskObserver | undefined {
    return this.#observer;
  }

  /** Everything registered so far. */
  get tasks(): TaskTable {
    return this.#tasks;
  }

  /** Registers a function under a name that workers and senders share. Throws BAD_OPTION if the name is taken. */
  task<A extends Args, R>(
    name: string,
    run: (context: TaskContext, ...args: A) => R,
    options: BoundTaskOptions,
  ): Task<A, R>;
  task<A extends Args, R>(name: string, run: (...args: A) => R, options?: TaskOptions): Task<A, R>;
  task(
    name: string,
    run: ((...args: never) => unknown) | ((context: TaskContext, ...args: never) => unknown),
    options: TaskOptions | BoundTaskOptions = {},
  ): Task<readonly unknown[], unknown> {
    this.#checkName(name);
    const route = this.#routes.destinationOf(name);
    // What arrives is JSON of the sender's making: the function's own types are its promise, not ours to check.
    const body: TaskDefinition['body'] =
      'bind' in options && options.bind
        ? { kind: 'bound', call: run as BoundTaskFunction }
        : { kind: 'plain', call: run as AnyTaskFunction };
    this.#tasks.set(name, decideTask(name, body, options, this.#taskDefaults, route));
    return {
      name,
      send: (args, sendOptions) => this.send(name, args, sendOptions),
      signature: (args, settings) => this.signature(name, args, settings),
    };
  }

  /**
   * Sends a task, registered here or not, or a workflow. Messages of one turn of the event loop travel together.
   * Await `sent` of what it returns to know that the broker has it, `get` for the result.
   */
  send(name: string, args?: readonly unknown[], options?: SendOptions): SentTask<unknown>;
  send(workflow: Signature): SentWorkflow;
  send(what: string | Signature, args: readonly unknown[] = [], options: SendOptions = {}): SentWorkflow {
    return this.#start(planOf(typeof what === 'string' ? signatureOf(what, args, options) : what, []));
  }

  /** A task to be sent later: as a link, or in a `chain`, `group` or `chord`. */
  signature(name: string, args: readonly unknown[] = [], settings: SignatureSettings = {}): Signature {
    return signatureOf(name, args, settings);
  }

  /** The result of any task whose id is known. */
  result(id: string): TaskResult {
    return taskResult(this.#connections, id);
  }

  /** Where a task goes when its sender names no queue: its own options, the routes, the default queue. */
  destinationOf(task: string): Destination {
    return this.#tasks.get(task) ?? this.#routes.destinationOf(task);
  }

  /** Used by a worker that was given a broker: from now on the application's own messages go there too. */
  useBroker(broker: string, resultBackend: string): void {
    this.#connections.redirect(broker, resultBackend);
  }

  /**
   * Tells of every message that a worker of this application reserves and settles, in the worker's main process, and of
   * every task that has run, in its slot. Call it while the module loads. Throws BAD_OPTION when there is an observer already.
   */
  observe(observer: TaskObserver): void {
    if (this.#observer !== undefined) {
      throw new HeadcountError('BAD_OPTION', `application "${this.name}" is observed already`);
    }
    this.#observer = observer;
  }

  /**
   * Something expensive that all tasks of one process or thread share, such as a pool of connections. Opened when it
   * is first asked for, there and nowhere else; closed when that process or thread is done with the application, the
   * last opened first. Throws BAD_OPTION if the name is taken.
   */
  resource<T>(
    name: string,
    open: () => T | Promise<T>,
    close: (value: T) => void | Promise<void> = () => {},
  ): Resource<T> {
    if (this.#resourceNames.has(name)) {
      throw new HeadcountError(
        'BAD_OPTION',
        `resource "${name}" is registered twice in application "${this.name}"`,
      );
    }
    this.#resourceNames.add(name);
    return new LazyResource({ name, open, close }, this.#closers);
  }

  /**
   * What to do when this process or thread is done with the application: flush a buffer, say goodbye. Called once in
   * each process and thread that loaded it (the worker, and each child or thread of its pool) when that one ends in an
   * orderly way, in one reverse order with the closing of resources. A child that is killed calls nothing.
   */
  onClose(callback: Closer): void {
    this.#closers.push(callback);
  }

  /**
   * Closes resources and runs what `onClose` registered, waits for messages under way and closes the connections.
   * Sending, or asking for a resource, opens new ones. Throws the first failure of those callbacks, after the rest.
   */
  async close(): Promise<void> {
    try {
      await this.#closers.run();
    } finally {
      await this.#outbox.settled();
      await this.#connections.close();
    }
  }

  #start(plan: Plan): SentWorkflow {
    return sentWorkflow(this.#connections, plan.result, this.#outbox.send(plan));
  }

  #checkName(name: string): void {
    if (name === '') throw new HeadcountError('BAD_OPTION', 'a task needs a name');
    if (!this.#tasks.has(name)) return;
    throw new HeadcountError(
      'BAD_OPTION',
      `task "${name}" is registered twice in application "${this.name}"`,
      {
        hint: 'Give every task a name of its own.',
      },
    );
  }
}

/** Whether a value is an application, even of another copy of this package. */
export function isApp(value: unknown): value is App {
  return typeof value === 'object' && value !== null && APP_MARK in value;
}
