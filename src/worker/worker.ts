// One worker: a consumer and a pool, wired together. Duties, in order of a task's way:
//   1. reserve messages within the prefetch window (intake)
//   2. give each to a free slot (dispatcher, pool)
//   3. store its result, ack it (settler)
//   4. on the way down give back, in order, whatever never started
//
//   state      entered by          what it does
//   idle       (new)               nothing
//   running    start               all four
//   quiet      quiet               2 and 3: finishes what it has reserved
//   stopping   stop, kill          3 and 4: warm waits for running tasks, cold abandons them
//   stopped    the end of those    holds no connection, child or timer

import { connectBroker, type Broker, type Consumer } from '../broker/index.ts';
import { describeError, type HeadcountError } from '../errors/index.ts';
import { deferred, Deadline, type Service } from '../lifecycle/index.ts';
import { ms } from '../units/index.ts';
import { Dispatcher } from './intake/dispatcher.ts';
import { Intake } from './intake/intake.ts';
import { PrefetchWindow } from './intake/prefetch-window.ts';
import type { Reservation } from './intake/reservation.ts';
import { WaitingLine } from './intake/waiting-line.ts';
import { readyMessage } from './node/ready-line.ts';
import { decideSettings, type WorkerOptions, type WorkerSettings } from './options.ts';
import type { Pool } from './pools/contract.ts';
import { createPool } from './pools/create-pool.ts';
import { Publisher } from './settle/publisher.ts';
import { Settler } from './settle/settler.ts';

export interface Worker extends Service {
  /** `web@host1`. */
  readonly nodeName: string;
  /** Processes that run tasks: the worker's own, or its children. */
  readonly pids: readonly number[];
  /** Resolves when the worker has stopped; rejects with the reason if it had to by itself. */
  readonly ended: Promise<void>;
}

/** Makes a worker; nothing runs before `start`. Throws BAD_OPTION. */
export function createWorker(options: WorkerOptions): Worker {
  return new RunningWorker(decideSettings(options));
}

/** How long a stop that must not wait any more still tries to reach the broker. */
const LAST_WORDS_MS = ms(2_000);

interface Parts {
  readonly broker: Broker;
  readonly backend: Broker;
  readonly consumer: Consumer;
  readonly pool: Pool<Reservation>;
  readonly intake: Intake;
  readonly dispatcher: Dispatcher;
  readonly settler: Settler;
}

class RunningWorker implements Worker {
  readonly nodeName: string;
  readonly #settings: WorkerSettings;
  readonly #line = new WaitingLine<Reservation>();
  readonly #ended = deferred();
  readonly #outOfPatience = deferred();
  #parts: Parts | undefined;
  #failure: HeadcountError | undefined;
  #stopping: Promise<void> | undefined;

  constructor(settings: WorkerSettings) {
    this.#settings = settings;
    this.nodeName = settings.nodeName;
    // Whoever does not look at `ended` learns of a failure from the log.
    this.#ended.promise.catch(() => {});
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  get pids(): readonly number[] {
    return this.#parts?.pool.pids ?? [];
  }

  async start(): Promise<void> {
    const { app, broker, resultBackend, log } = this.#settings;
    app.useBroker(broker, resultBackend);
    this.#parts = await this.#build();
    try {
      await this.#parts.pool.start();
    } catch (error) {
      await this.#disconnect(this.#parts);
      throw error;
    }
    this.#parts.intake.start();
    log.banner(readyMessage(this.nodeName));
  }

  async quiet(): Promise<void> {
    await this.#parts?.intake.stop();
  }

  async stop(deadline: Deadline): Promise<void> {
    if (this.#parts === undefined) return;
    this.#stopping ??= this.#shutDown(this.#parts, deadline);
    await this.#stopping;
  }

  async kill(): Promise<void> {
    if (this.#parts === undefined) return;
    this.#stopping ??= this.#shutDown(this.#parts, Deadline.in(ms(0)));
    await this.#parts.pool.kill();
    await this.#loseWait(this.#stopping);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop(Deadline.none());
  }

  async #build(): Promise<Parts> {
    const { nodeName: name, queues, app, log } = this.#settings;
    const { broker, backend } = await this.#connect();
    const consumer = await broker.consumer({ name, queues });
    const window = new PrefetchWindow(this.#settings.slots, this.#settings.prefetchMultiplier);
    const publisher = new Publisher({
      sender: broker.sender,
      tasks: app.tasks,
      defaultQueue: app.defaultQueue,
      log,
    });
    const settler: Settler = new Settler({
      consumer,
      results: backend.results,
      publisher,
      window,
      log,
      onRoom: () => intake.roomMade(),
    });
    const pool: Pool<Reservation> = this.#pool(settler, () => {
      dispatcher.dispatch();
      intake.roomMade();
    });
    const dispatcher: Dispatcher = new Dispatcher(this.#line, pool, (next) => settler.begin(next));
    const intake: Intake = new Intake({
      consumer,
      tasks: app.tasks,
      window,
      line: this.#line,
      log,
      onWaiting: () => dispatcher.dispatch(),
      onRefused: (refused) => settler.refused(refused),
      idleSlots: () => pool.free,
    });
    return { broker, backend, consumer, pool, intake, dispatcher, settler };
  }

  async #connect(): Promise<{ readonly broker: Broker; readonly backend: Broker }> {
    const broker = await connectBroker(this.#settings.broker);
    if (this.#settings.resultBackend === this.#settings.broker) return { broker, backend: broker };
    try {
      return { broker, backend: await connectBroker(this.#settings.resultBackend) };
    } catch (error) {
      await broker.close();
      throw error;
    }
  }

  #pool(settler: Settler, onFree: () => void): Pool<Reservation> {
    const { app, pool, slots, maxTasksPerChild, module, broker, resultBackend, log } = this.#settings;
    return createPool<Reservation>(
      {
        kind: pool,
        slots,
        tasks: app.tasks,
        setup: { module, broker, resultBackend },
        maxTasksPerChild,
        print: (text) => log.raw(text),
      },
      {
        finished: (reservation, outcome) => {
          settler.finished(reservation, outcome);
          onFree();
        },
        lost: (reservation, cause, reason) => settler.lost(reservation, cause, reason),
        refilled: onFree,
        broken: (error) => this.#broken(error),
      },
    );
  }

  #broken(error: HeadcountError): void {
    this.#settings.log.critical(describeError(error));
    this.#failure ??= error;
    void this.kill();
  }

  // Reserving ends first, so that nothing can arrive after the line has been given back.
  async #shutDown(parts: Parts, deadline: Deadline): Promise<void> {
    const { intake, dispatcher, pool, settler, consumer } = parts;
    dispatcher.close();
    await this.#attempt('stop reserving', intake.stop());
    await this.#giveBack(consumer, [...this.#line.drain(), ...intake.takeHeld()]);
    await pool.stop(deadline);
    await this.#giveBack(consumer, settler.takeAbandoned());
    await this.#attempt('store results', settler.flush());
    await this.#attempt('settle messages', consumer.flush());
    await this.#disconnect(parts);
    this.#settings.log.flush();
    if (this.#failure === undefined) this.#ended.resolve();
    else this.#ended.reject(this.#failure);
  }

  async #giveBack(consumer: Consumer, reservations: readonly Reservation[]): Promise<void> {
    if (reservations.length === 0) return;
    this.#settings.log.info(`giving back ${reservations.length} reserved tasks`);
    await this.#attempt('give back', consumer.giveBack(reservations.map((one) => one.delivery)));
  }

  async #disconnect(parts: Parts): Promise<void> {
    await this.#attempt('close the consumer', parts.consumer.close());
    await parts.broker.close();
    if (parts.backend !== parts.broker) await parts.backend.close();
    await this.#settings.app.close();
  }

  /** Does one thing with the broker on the way down; a broker that is gone must not hold up a killed worker. */
  async #attempt(what: string, work: Promise<void>): Promise<void> {
    try {
      await Promise.race([work, this.#outOfPatience.promise]);
    } catch (error) {
      this.#settings.log.error(`could not ${what}: ${describeError(error)}`);
    }
  }

  async #loseWait(work: Promise<void>): Promise<void> {
    if (await Deadline.in(LAST_WORDS_MS).race(work)) return;
    this.#outOfPatience.resolve();
    await work;
  }
}
