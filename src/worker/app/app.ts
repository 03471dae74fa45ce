// An application: task functions by name, and the means to send them to whoever runs them.

import { HeadcountError } from '../../errors/index.ts';
import type { TaskContext } from './context.ts';
import {
  DEFAULT_BROKER,
  DEFAULT_QUEUE,
  type AppOptions,
  type BoundTaskOptions,
  type SendOptions,
  type TaskOptions,
} from './options.ts';
import { Outbox } from './outbox.ts';
import type { AnyTaskFunction, BoundTaskFunction, TaskDefinition, TaskTable } from './registry.ts';
import type { SentTask } from './sent-task.ts';

// Two copies of this package may meet in one process; they know each other's applications by this mark.
const APP_MARK = Symbol.for('headcount.app');

/** Arguments of any function; their JSON form is what travels. */
type Args = readonly unknown[];

/** A registered task, to be sent with checked arguments. */
export interface Task<A extends readonly unknown[], R> {
  readonly name: string;
  send(args: A, options?: SendOptions): SentTask<Awaited<R>>;
}

export class App {
  /** Shown to people; not part of task names. */
  readonly name: string;
  readonly defaultQueue: string;
  /** The broker the application itself names; undefined leaves the choice to whoever runs it. */
  readonly broker: string | undefined;
  readonly resultBackend: string | undefined;
  readonly [APP_MARK] = true;
  readonly #tasks = new Map<string, TaskDefinition>();
  readonly #outbox: Outbox;
  readonly #closers: (() => Promise<void>)[] = [];

  constructor(name: string, options: AppOptions = {}) {
    this.name = name;
    this.defaultQueue = options.defaultQueue ?? DEFAULT_QUEUE;
    this.broker = options.broker;
    this.resultBackend = options.resultBackend;
    const broker = options.broker ?? DEFAULT_BROKER;
    this.#outbox = new Outbox(broker, options.resultBackend ?? broker);
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
    // What arrives is JSON of the sender's making: the function's own types are its promise, not ours to check.
    const bind = 'bind' in options && options.bind;
    this.#tasks.set(name, {
      name,
      acks: options.acks ?? 'early',
      ignoreResult: options.ignoreResult ?? false,
      queue: options.queue ?? this.defaultQueue,
      body: bind
        ? { kind: 'bound', call: run as BoundTaskFunction }
        : { kind: 'plain', call: run as AnyTaskFunction },
    });
    return { name, send: (args, sendOptions) => this.send(name, args, sendOptions) };
  }

  /**
   * Sends a task, registered here or not. Messages of one turn of the event loop travel together.
   * Await `sent` of what it returns to know that the broker has it, `get` for the result.
   */
  send(name: string, args: readonly unknown[] = [], options: SendOptions = {}): SentTask<unknown> {
    const known = this.#tasks.get(name);
    return this.#outbox.send(name, args, {
      ...options,
      queue: options.queue ?? known?.queue ?? this.defaultQueue,
      ignoreResult: options.ignoreResult ?? known?.ignoreResult ?? false,
    });
  }

  /** Used by a worker that was given a broker: from now on the application's own messages go there too. */
  useBroker(broker: string, resultBackend: string): void {
    this.#outbox.redirect(broker, resultBackend);
  }

  /**
   * What to do when this process or thread is done with the application: close a pool of connections, flush a
   * buffer. Called once in each process and thread that loaded it (the worker, and each child or thread of its
   * pool) when that one ends in an orderly way, the last registered first. A child that is killed calls nothing.
   */
  onClose(callback: () => Promise<void>): void {
    this.#closers.push(callback);
  }

  /** Runs what `onClose` registered, waits for messages under way and closes the connections. Sending again opens new ones. */
  async close(): Promise<void> {
    for (const callback of this.#closers.splice(0).reverse()) await callback();
    await this.#outbox.close();
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
