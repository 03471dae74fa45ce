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

import type { Broker, Consumer } from '../broker/index.ts';
import { describeError, HeadcountError } from '../errors/index.ts';
import { deferred, Deadline, type Service } from '../lifecycle/index.ts';
import { ms } from '../units/index.ts';
import { connectBrokers } from './connect.ts';
import { Liaison } from './control/liaison.ts';
import { WorkerSteering } from './control/worker-steering.ts';
import { Ending } from './ending.ts';
import { Dispatcher } from './intake/dispatcher.ts';
import { Intake } from './intake/intake.ts';
import { PrefetchWindow } from './intake/prefetch-window.ts';
import type { Reservation } from './intake/reservation.ts';
import { WaitingLine } from './intake/waiting-line.ts';
import { WorkerLimits } from './limits/worker-limits.ts';
import { readyMessage } from './node/ready-line.ts';
import { decideSettings, type WorkerOptions, type WorkerSettings } from './options.ts';
import type { Pool } from './pools/contract.ts';
import { createPool } from './pools/create-pool.ts';
import { createSettler } from './settle/create-settler.ts';
import type { Settler } from './settle/settler.ts';

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

/** What the worker's own verbs need of its parts. */
interface Parts {
  readonly pool: Pool<Reservation>;
  readonly intake: Intake;
  readonly limits: WorkerLimits;
  readonly liaison: Liaison;
  readonly steering: WorkerSteering;
  readonly ending: Ending;
}

class RunningWorker implements Worker {
  readonly nodeName: string;
  readonly #settings: WorkerSettings;
  readonly #line = new WaitingLine<Reservation>();
  readonly #ended = deferred();
  #parts: Parts | undefined;
  #failure: HeadcountError | undefined;
  /** Never rejects. */
  #starting: Promise<void> | undefined;
  #stoppedEarly = false;
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
    const starting = this.#start();
    this.#starting = starting.catch(() => {});
    try {
      await starting;
    } finally {
      this.#starting = undefined;
    }
  }

  async quiet(): Promise<void> {
    await this.#parts?.intake.stop();
  }

  async stop(deadline: Deadline): Promise<void> {
    if (this.#starting !== undefined) return await this.#breakOff(this.#starting);
    if (this.#parts === undefined) return;
    this.#stopping ??= this.#shutDown(this.#parts, deadline);
    await this.#stopping;
  }

  async kill(): Promise<void> {
    if (this.#starting !== undefined) return await this.#breakOff(this.#starting);
    if (this.#parts === undefined) return;
    const { pool, ending } = this.#parts;
    const now = Deadline.in(ms(0));
    this.#stopping ??= this.#shutDown(this.#parts, now);
    await pool.kill();
    await ending.within(now, this.#stopping);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop(Deadline.none());
  }

  async #start(): Promise<void> {
    const { app, broker, resultBackend, log } = this.#settings;
    app.useBroker(broker, resultBackend);
    const parts = await this.#build();
    this.#parts = parts;
    try {
      this.#throwIfStopped();
      await parts.pool.start();
      this.#throwIfStopped();
      await parts.liaison.start(parts.steering);
      this.#throwIfStopped();
    } catch (error) {
      await parts.ending.undoStart();
      this.#parts = undefined;
      this.#throwIfStopped();
      throw error;
    }
    // From here on a stop is a stop of a running worker.
    this.#starting = undefined;
    parts.intake.start();
    parts.limits.start();
    log.banner(readyMessage(this.nodeName));
  }

  #throwIfStopped(): void {
    if (this.#stoppedEarly) {
      throw new HeadcountError('WORKER_DIED', 'the worker was stopped while it was starting');
    }
  }

  /** Ends a start that is under way: nothing has been reserved, so nothing needs time. */
  async #breakOff(starting: Promise<void>): Promise<void> {
    this.#stoppedEarly = true;
    await this.#parts?.ending.breakOff();
    await starting;
    this.#ended.resolve();
  }

  async #build(): Promise<Parts> {
    const { nodeName: name, queues } = this.#settings;
    const { broker, backend } = await connectBrokers(this.#settings);
    try {
      return this.#wire(broker, backend, await broker.consumer({ name, queues }));
    } catch (error) {
      await broker.close();
      await backend.close();
      throw error;
    }
  }

  #wire(broker: Broker, backend: Broker, consumer: Consumer): Parts {
    const { nodeName: name, app, log } = this.#settings;
    const window = new PrefetchWindow(this.#settings.slots, this.#settings.prefetchMultiplier);
    const liaison = new Liaison(broker.signals, this.#settings);
    const events = liaison.taskEvents;
    const settler: Settler = createSettler({
      app,
      nodeName: name,
      broker,
      backend,
      consumer,
      window,
      events,
      log,
      pidOf: (reservation) => pool.running().find(({ job }) => job === reservation)?.pid ?? process.pid,
      onRoom: () => intake.roomMade(),
    });
    const limits: WorkerLimits = new WorkerLimits({
      settings: this.#settings.limits,
      tasks: app.tasks,
      window,
      line: this.#line,
      settler,
      log,
      pool: () => pool,
      intake: () => intake,
      waiting: () => broker.observer.waiting(steering.queues()),
    });
    const pool: Pool<Reservation> = this.#pool(settler, limits, liaison, () => {
      dispatcher.dispatch();
      intake.roomMade();
    });
    const dispatcher: Dispatcher = new Dispatcher(this.#line, pool, (next) => limits.begin(next));
    const intake: Intake = new Intake({
      consumer,
      tasks: app.tasks,
      window,
      line: this.#line,
      events,
      log,
      observer: app.observer,
      limits: limits.forIntake,
      onWaiting: () => {
        dispatcher.dispatch();
        limits.noticed();
      },
      onRefused: (refused) => settler.refused(refused),
      idleSlots: () => pool.free,
    });
    const steering: WorkerSteering = new WorkerSteering({
      ...{ pool, line: this.#line, intake, window, consumer, limits },
      settings: this.#settings,
      shutdown: () => void this.stop(Deadline.none()),
    });
    const ending = new Ending({
      ...{ broker, backend, consumer, pool, intake, dispatcher, settler, limits, liaison, steering },
      ...{ line: this.#line, app, log },
    });
    return { pool, intake, limits, liaison, steering, ending };
  }

  #pool(settler: Settler, limits: WorkerLimits, { totals }: Liaison, onFree: () => void): Pool<Reservation> {
    const { app, pool, slots, module, broker, resultBackend, log } = this.#settings;
    const elsewhere = pool === 'prefork' || pool === 'threads';
    return createPool<Reservation>(
      {
        kind: pool,
        slots,
        tasks: app.tasks,
        observer: app.observer,
        setup: { module, broker, resultBackend },
        recycling: this.#settings.limits.recycling,
        maxHeapMiB: this.#settings.limits.maxHeapMiB,
        print: (text) => log.raw(text),
      },
      {
        started: (reservation) => {
          // The dispatcher's stamp is right for what starts in this turn, not for what was written ahead.
          if (elsewhere) reservation.startedAtMs = performance.now();
          totals.count(reservation.name);
          limits.started(reservation);
          settler.started(reservation);
        },
        finished: (reservation, outcome) => {
          limits.finished(reservation);
          settler.finished(reservation, outcome);
          onFree();
        },
        lost: (reservation, cause, reason) => limits.lost(reservation, cause, reason),
        returned: (reservations) => {
          this.#line.putBack(reservations);
          onFree();
        },
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

  async #shutDown({ ending }: Parts, deadline: Deadline): Promise<void> {
    await ending.shutDown(deadline);
    if (this.#failure === undefined) this.#ended.resolve();
    else this.#ended.reject(this.#failure);
  }
}
