// How a worker goes down. Running tasks and the broker are dealt with side by side: a broker that is away must not cost
// the tasks their deadline, and after the deadline it gets a moment and no more.

import type { Broker, Consumer } from '../broker/index.ts';
import { describeError } from '../errors/index.ts';
import { deferred, Deadline } from '../lifecycle/index.ts';
import { ms } from '../units/index.ts';
import type { App } from './app/app.ts';
import type { Liaison } from './control/liaison.ts';
import type { WorkerSteering } from './control/worker-steering.ts';
import type { Dispatcher } from './intake/dispatcher.ts';
import type { Intake } from './intake/intake.ts';
import type { Reservation } from './intake/reservation.ts';
import type { WaitingLine } from './intake/waiting-line.ts';
import type { WorkerLimits } from './limits/worker-limits.ts';
import type { Log } from './log.ts';
import type { Pool } from './pools/contract.ts';
import type { Settler } from './settle/settler.ts';

/** How long a stop still tries to reach the broker after its deadline. */
const LAST_WORDS_MS = 2_000;

export interface EndingParts {
  readonly broker: Broker;
  readonly backend: Broker;
  readonly consumer: Consumer;
  readonly line: WaitingLine<Reservation>;
  readonly pool: Pool<Reservation>;
  readonly intake: Intake;
  readonly dispatcher: Dispatcher;
  readonly settler: Settler;
  readonly limits: WorkerLimits;
  readonly liaison: Liaison;
  readonly steering: WorkerSteering;
  readonly app: App;
  readonly log: Log;
}

export class Ending {
  readonly #parts: EndingParts;
  readonly #outOfPatience = deferred();

  constructor(parts: EndingParts) {
    this.#parts = parts;
  }

  async shutDown(deadline: Deadline): Promise<void> {
    const { steering, dispatcher, line, pool, log } = this.#parts;
    steering.freeze();
    dispatcher.close();
    line.putBack(pool.recall());
    const emptied = this.#emptyLine();
    await pool.stop(deadline);
    await this.within(deadline, this.#sayGoodbye(emptied));
    log.flush();
  }

  /** Waits for what this is doing until the deadline and a little longer; then it does without the broker. */
  async within(deadline: Deadline, work: Promise<void>): Promise<void> {
    if (await Deadline.in(ms(deadline.remainingMs + LAST_WORDS_MS)).race(work)) return;
    this.#outOfPatience.resolve();
    await work;
  }

  /** Makes a start that is under way fail. */
  async breakOff(): Promise<void> {
    const { pool, broker, backend } = this.#parts;
    await pool.kill();
    await broker.close();
    await backend.close();
  }

  /** After a start that has failed. */
  async undoStart(): Promise<void> {
    const { pool, liaison } = this.#parts;
    await pool.kill();
    await this.#attempt('say goodbye', liaison.stop());
    await this.#disconnect();
  }

  // Reserving ends first, so that nothing can arrive after the line has been given back.
  async #emptyLine(): Promise<void> {
    const { limits, intake, line } = this.#parts;
    await this.#attempt('stop autoscaling', limits.stop());
    await this.#attempt('stop reserving', intake.stop());
    await this.#giveBack([...line.drain(), ...intake.takeHeld()]);
  }

  async #sayGoodbye(emptied: Promise<void>): Promise<void> {
    const { settler, consumer, limits, liaison } = this.#parts;
    await emptied;
    await this.#giveBack(settler.takeAbandoned());
    limits.close();
    await this.#attempt('store results', settler.flush());
    await this.#attempt('settle messages', consumer.flush());
    await this.#attempt('say goodbye', liaison.stop());
    await this.#disconnect();
  }

  async #giveBack(reservations: readonly Reservation[]): Promise<void> {
    const { consumer, log } = this.#parts;
    if (reservations.length === 0) return;
    log.info(`giving back ${reservations.length} reserved tasks`);
    await this.#attempt('give back', consumer.giveBack(reservations.map((one) => one.delivery)));
  }

  async #disconnect(): Promise<void> {
    const { consumer, broker, backend, app } = this.#parts;
    await this.#attempt('close the consumer', consumer.close());
    await broker.close();
    await backend.close();
    await this.#attempt('close the application', app.close());
  }

  /** Does one thing with the broker on the way down; it is left undone when the time for that is over. */
  async #attempt(what: string, work: Promise<void>): Promise<void> {
    try {
      await Promise.race([work, this.#outOfPatience.promise]);
    } catch (error) {
      this.#parts.log.error(`could not ${what}: ${describeError(error)}`);
    }
  }
}
