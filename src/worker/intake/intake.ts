// Reserves messages and decides what becomes of each: run it now, hold it until it is due, or refuse it.
// One reserve is always under way while the prefetch window has room; tasks run meanwhile.

import { decodeEnvelope, parseCeleryDate, type Consumer, type Delivery } from '../../broker/index.ts';
import { describeError } from '../../errors/index.ts';
import { ms } from '../../units/index.ts';
import { observedNs, type TaskObserver } from '../app/observer.ts';
import type { TaskTable } from '../app/registry.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { TaskEvents } from '../events/task-events.ts';
import type { Log } from '../log.ts';
import { EtaShelf } from './eta-shelf.ts';
import type { PrefetchWindow } from './prefetch-window.ts';
import { Reservation } from './reservation.ts';
import type { WaitingLine } from './waiting-line.ts';

/** One reserve waits this long for a message before it is asked again. */
const RESERVE_WAIT_MS = ms(5_000);
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 15_000;

export interface IntakeParts {
  readonly consumer: Consumer;
  readonly tasks: TaskTable;
  readonly window: PrefetchWindow;
  readonly line: WaitingLine<Reservation>;
  readonly events: TaskEvents;
  readonly log: Log;
  readonly observer: TaskObserver | undefined;
  /** The line has grown. */
  readonly onWaiting: () => void;
  /** A message nobody here can run: malformed (no header) or of an unknown task. */
  readonly onRefused: (refused: Refused) => void;
  readonly limits: IntakeLimits;
  /** Slots that would stand idle if nothing were reserved. */
  readonly idleSlots: () => number;
}

/** What limits do to messages on their way in. */
export interface IntakeLimits {
  readonly rates: RateLimits;
  /** Reserve only for free slots. */
  readonly disablePrefetch: boolean;
  readonly isRevoked: (id: string) => boolean;
  /** A task of a revoked id; it counts in the window. */
  readonly onRevoked: (reservation: Reservation) => void;
}

export type Refused =
  | { readonly kind: 'malformed'; readonly delivery: Delivery; readonly reason: string }
  | {
      readonly kind: 'unregistered';
      readonly delivery: Delivery;
      readonly name: string;
      readonly id: string;
    };

export class Intake {
  readonly #parts: IntakeParts;
  readonly #shelf: EtaShelf<Reservation>;
  #open = false;
  #reserving: Promise<void> | undefined;
  #backoffMs = 0;
  #backoff: NodeJS.Timeout | undefined;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#shelf = new EtaShelf((reservation) => this.#wait(reservation));
  }

  start(): void {
    this.#open = true;
    this.roomMade();
  }

  /**
   * The window has got room, or a slot: asks for more if that is enough. Called in the middle of starting tasks,
   * so that the server fetches the next ones while we are busy with these.
   */
  roomMade(): void {
    if (this.#reserving !== undefined || !this.#open || this.#backoff !== undefined) return;
    if (this.#wantsMore()) this.#reserving = this.#reserve();
  }

  /** The window has become smaller: what is being asked for was meant for the larger one. */
  roomLost(): void {
    if (this.#reserving !== undefined) this.#parts.consumer.interrupt();
    else this.roomMade();
  }

  /** Reserves no more. Resolves when the reserve under way has ended. */
  async stop(): Promise<void> {
    this.#open = false;
    clearTimeout(this.#backoff);
    this.#parts.consumer.interrupt();
    await this.#reserving;
  }

  /** What is held for later, earliest first. */
  get held(): readonly { readonly item: Reservation; readonly dueAtMs: number }[] {
    return this.#shelf.items();
  }

  /** What waits for its rate. */
  get rateLimited(): readonly Reservation[] {
    return this.#parts.limits.rates.items();
  }

  /** Takes out what is held for its time or its rate; call after `stop`. */
  takeHeld(): readonly Reservation[] {
    const held = this.#shelf.clear();
    for (const reservation of held) this.#released(reservation);
    return [...this.#parts.limits.rates.clear(), ...held];
  }

  /** Takes out what is held for its time and the test is true of. */
  takeHeldIf(test: (reservation: Reservation) => boolean): readonly Reservation[] {
    const taken = this.#shelf.takeIf(test);
    for (const reservation of taken) this.#released(reservation);
    return taken;
  }

  /** A task has waited for its rate long enough. `counted`: it is in the window already. */
  release(reservation: Reservation, counted: boolean): void {
    if (!counted) this.#parts.window.enter();
    this.#parts.line.push(reservation);
    this.#parts.onWaiting();
  }

  /** Messages that may be asked for now. */
  get #room(): number {
    const { window, line, idleSlots, limits } = this.#parts;
    if (!limits.disablePrefetch) return window.room;
    return Math.max(0, Math.min(window.room, idleSlots() - line.length));
  }

  #wantsMore(): boolean {
    const { window, line, idleSlots } = this.#parts;
    return this.#room > 0 && (window.ample || line.length < idleSlots());
  }

  async #reserve(): Promise<void> {
    const deliveries = await this.#ask();
    // One that is settled on the spot makes room, which must not be asked for before all of them are counted.
    const reservedNs = this.#parts.observer === undefined ? 0 : observedNs();
    for (const delivery of deliveries) this.#admit(delivery, reservedNs);
    this.#reserving = undefined;
    if (deliveries.length > 0) this.#parts.onWaiting();
    this.roomMade();
  }

  async #ask(): Promise<readonly Delivery[]> {
    try {
      const deliveries = await this.#parts.consumer.reserve(this.#room, RESERVE_WAIT_MS);
      this.#backoffMs = 0;
      return deliveries;
    } catch (error) {
      this.#backOff(error);
      return [];
    }
  }

  #backOff(error: unknown): void {
    if (!this.#open) return;
    this.#backoffMs = Math.min(LONGEST_BACKOFF_MS, Math.max(FIRST_BACKOFF_MS, this.#backoffMs * 2));
    const seconds = (this.#backoffMs / 1000).toFixed(2);
    this.#parts.log.error(`cannot reserve tasks, next try in ${seconds}s: ${describeError(error)}`);
    this.#backoff = setTimeout(() => {
      this.#backoff = undefined;
      this.roomMade();
    }, this.#backoffMs);
  }

  #admit(delivery: Delivery, reservedNs: number): void {
    const decoded = decodeEnvelope(delivery.envelope);
    if (decoded.kind === 'malformed') {
      this.#parts.onRefused({ kind: 'malformed', delivery, reason: decoded.reason });
      return;
    }
    const { task } = decoded;
    const definition = this.#parts.tasks.get(task.name);
    if (definition === undefined) {
      this.#parts.onRefused({ kind: 'unregistered', delivery, name: task.name, id: task.id });
      return;
    }
    const reservation = new Reservation(delivery, task, definition);
    reservation.reservedNs = reservedNs;
    this.#parts.observer?.reserved?.(reservation);
    if (this.#parts.limits.isRevoked(task.id)) {
      this.#parts.window.enter();
      this.#parts.limits.onRevoked(reservation);
      return;
    }
    if (this.#parts.log.infos) this.#parts.log.info(`Task ${task.name}[${task.id}] received`);
    // As in Celery: of one that has expired only its revoke is told.
    if (this.#parts.events.on && !reservation.expired) this.#parts.events.received(reservation);
    const dueAtMs = task.eta === null ? 0 : (parseCeleryDate(task.eta) ?? 0);
    if (dueAtMs > Date.now()) this.#hold(reservation, dueAtMs);
    else this.#queue(reservation);
  }

  #queue(reservation: Reservation): void {
    const { rates } = this.#parts.limits;
    if (rates.active && rates.hold(reservation)) return;
    this.#parts.window.enter();
    this.#parts.line.push(reservation);
  }

  #hold(reservation: Reservation, dueAtMs: number): void {
    this.#shelf.hold(reservation, dueAtMs);
    this.#parts.observer?.held?.(reservation.task.retries > 0);
  }

  #released(reservation: Reservation): void {
    this.#parts.observer?.released?.(reservation.task.retries > 0);
  }

  #wait(reservation: Reservation): void {
    this.#released(reservation);
    this.#queue(reservation);
    this.#parts.onWaiting();
  }
}
