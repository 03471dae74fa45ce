// The worker's dealings with those who watch and steer it: events and heartbeats out, control requests in. Made before
// the parts it tells of, started when the worker is ready, ended only when its last task has: a worker that shuts down
// warm goes on answering, and its heart goes on beating.

import type { Signals } from '../../broker/index.ts';
import { describeError } from '../../errors/index.ts';
import { EventOutbox } from '../events/event-outbox.ts';
import { Heart } from '../events/heart.ts';
import { LamportClock } from '../events/lamport-clock.ts';
import { TaskEvents } from '../events/task-events.ts';
import type { WorkerSettings } from '../options.ts';
import { ControlNode } from './control-node.ts';
import { learnFromPeers } from './peers.ts';
import type { Steering } from './steering.ts';
import { TaskTotals } from './totals.ts';

export class Liaison {
  readonly taskEvents: TaskEvents;
  readonly totals = new TaskTotals();
  readonly #signals: Signals;
  readonly #settings: WorkerSettings;
  readonly #clock = new LamportClock();
  readonly #outbox: EventOutbox;
  #heart: Heart | undefined;
  #node: ControlNode | undefined;
  #mingling: Promise<void> | undefined;

  constructor(signals: Signals, settings: WorkerSettings) {
    this.#signals = signals;
    this.#settings = settings;
    this.#outbox = new EventOutbox({ signals, nodeName: settings.nodeName, clock: this.#clock });
    this.taskEvents = new TaskEvents(this.#outbox, settings.taskEvents);
  }

  /** Rejects when the broker does not let us listen. */
  async start(steering: Steering): Promise<void> {
    const heart = new Heart({
      outbox: this.#outbox,
      intervalSec: this.#settings.heartbeatIntervalSec,
      pulse: () => ({ active: steering.busySlots(), processed: this.totals.all }),
    });
    const node = new ControlNode(this.#signals, {
      steering,
      settings: this.#settings,
      clock: this.#clock,
      taskEvents: this.taskEvents,
      heart,
      totals: this.totals,
      log: this.#settings.log,
      bind: (binding) => this.#signals.bind(binding),
      startedAtMs: performance.now(),
    });
    await node.start();
    this.#node = node;
    this.#heart = heart;
    if (this.#settings.heartbeatIntervalSec > 0) heart.start();
    if (this.#settings.mingle) this.#mingling = this.#mingle(steering);
  }

  async #mingle(steering: Steering): Promise<void> {
    const { nodeName, log } = this.#settings;
    try {
      await learnFromPeers(this.#signals, nodeName, { steering, clock: this.#clock });
    } catch (error) {
      log.debug(`could not ask the other workers: ${describeError(error)}`);
    }
  }

  /** Answers what was asked, says that the worker goes. Idempotent; never rejects. */
  async stop(): Promise<void> {
    await this.#node?.stop();
    await this.#mingling;
    this.#heart?.stop();
    await this.#outbox.flush();
  }
}
