// The members of a remote pool: how many there should be, who is idle, who is replaced by whom and when.

import { HeadcountError } from '../../errors/index.ts';
import { deferred, type Deferred } from '../../lifecycle/index.ts';
import type { MakeCarrier } from './carrier.ts';
import type { Job } from './contract.ts';
import type { SlotSetup } from './frames.ts';
import { Member, type Death, type MemberListener } from './member.ts';
import { drawMemoryLimit, drawShare, isRetiring, type Recycling } from './recycling.ts';

export interface RosterOptions {
  readonly kind: 'prefork' | 'threads';
  /** 1 or more. */
  readonly slots: number;
  readonly setup: SlotSetup;
  readonly recycling: Recycling;
  readonly makeCarrier: MakeCarrier;
}

/** Members that die before their first job, in a row, until the pool gives up. */
const MAX_FRUITLESS = 5;
/** The wait before a member is replaced that died without having done anything; doubles each time. */
const FIRST_BACKOFF_MS = 100;

export interface RosterListener<J extends Job> extends Omit<MemberListener<J>, 'ready'> {
  /** A member more is idle. */
  ready(): void;
  /** Members keep dying before they do any work. */
  broken(error: HeadcountError): void;
}

export class Roster<J extends Job> {
  readonly #options: RosterOptions;
  readonly #listener: RosterListener<J>;
  readonly #members = new Set<Member<J>>();
  /** The last one is used next, so that a light load keeps few of them warm. */
  readonly #idle: Member<J>[] = [];
  #target: number;
  #fruitless = 0;
  #state: 'idle' | 'starting' | 'running' | 'closed' = 'idle';
  #started: Deferred<void> | undefined;
  #empty: Deferred<void> | undefined;
  #backoff: NodeJS.Timeout | undefined;

  constructor(options: RosterOptions, listener: RosterListener<J>) {
    this.#options = options;
    this.#listener = listener;
    this.#target = options.slots;
  }

  /** Members that should be there to run jobs. */
  get target(): number {
    return this.#target;
  }

  get idle(): number {
    return this.#idle.length;
  }

  get members(): readonly Member<J>[] {
    return [...this.#members];
  }

  get pids(): readonly number[] {
    return [...new Set(this.members.map((member) => member.pid))];
  }

  runnerOf(job: J): Member<J> | undefined {
    for (const member of this.#members) if (member.job === job) return member;
    return undefined;
  }

  /** Resolves when all are ready. */
  async start(): Promise<void> {
    this.#state = 'starting';
    this.#started = deferred();
    this.#fill();
    await this.#started.promise;
    this.#state = 'running';
  }

  takeIdle(): Member<J> | undefined {
    return this.#idle.pop();
  }

  resize(target: number): void {
    this.#target = target;
    while (this.#idle.length > 0 && this.#members.size > this.#wanted()) this.#idle.shift()?.release();
    this.#fill();
  }

  /** Call when a job was given to a member: it may be close to its end now. */
  fillForRetiring(): void {
    if (this.#options.recycling.maxTasks !== undefined) this.#fill();
  }

  /** Whether the member should go when it has no job. */
  mustLeave(member: Member<J>): boolean {
    if (this.#state === 'closed' || member.spent) return true;
    return this.#members.size > this.#target && this.#members.size > this.#wanted();
  }

  /** The member has ended its last job. */
  jobless(member: Member<J>): void {
    this.#fruitless = 0;
    if (member.state === 'leaving') return;
    if (!this.mustLeave(member)) {
      this.#idle.push(member);
      return;
    }
    member.release();
    this.#fill();
  }

  /** Lets go who is idle, later who becomes so; replaces nobody. */
  close(): void {
    this.#state = 'closed';
    clearTimeout(this.#backoff);
    this.#started?.reject(new HeadcountError('WORKER_DIED', 'the pool was stopped while it was starting'));
    for (const member of this.#idle.splice(0)) member.release();
  }

  async untilEmpty(): Promise<void> {
    if (this.#members.size === 0) return;
    this.#empty ??= deferred();
    await this.#empty.promise;
  }

  /** Starts members until there are as many as wanted. */
  #fill(): void {
    if (this.#state !== 'starting' && this.#state !== 'running') return;
    clearTimeout(this.#backoff);
    while (this.#members.size < this.#wanted()) this.#addMember();
  }

  #addMember(): void {
    const { makeCarrier, setup, recycling } = this.#options;
    const limited = { ...setup, memoryLimitBytes: drawMemoryLimit(recycling) };
    const member = new Member<J>(makeCarrier, limited, drawShare(recycling), {
      ready: (ready) => this.#ready(ready),
      started: (job) => this.#listener.started(job),
      ended: (by, job, outcome, micros) => this.#listener.ended(by, job, outcome, micros),
      unoffered: (jobs) => this.#listener.unoffered(jobs),
      gone: (gone, death) => this.#gone(gone, death),
    });
    this.#members.add(member);
  }

  /** Members to have: one a slot, and the successors of those about to leave or leaving. */
  #wanted(): number {
    let successors = 0;
    for (const { state, jobsGiven, share } of this.#members) {
      if (state === 'leaving' || isRetiring(jobsGiven, share)) successors++;
    }
    return this.#target + successors;
  }

  #ready(member: Member<J>): void {
    if (this.#state === 'closed') return member.release();
    this.#idle.push(member);
    if (this.#state === 'running') this.#listener.ready();
    else if (this.#idle.length >= this.#target) this.#started?.resolve();
  }

  #gone(member: Member<J>, death: Death<J>): void {
    this.#members.delete(member);
    const place = this.#idle.indexOf(member);
    if (place !== -1) this.#idle.splice(place, 1);
    this.#listener.gone(member, death);
    if (this.#members.size === 0) this.#empty?.resolve();
    if (this.#state !== 'closed') this.#replace(member, death);
  }

  // A member that worked is replaced at once, one that never did only after a wait, a few times.
  #replace(member: Member<J>, death: Death<J>): void {
    if (member.jobsGiven > 0) return this.#fill();
    this.#fruitless++;
    if (this.#state === 'starting' || this.#fruitless >= MAX_FRUITLESS) return this.#giveUp(death);
    clearTimeout(this.#backoff);
    this.#backoff = setTimeout(() => this.#fill(), FIRST_BACKOFF_MS * 2 ** (this.#fruitless - 1));
  }

  #giveUp(death: Death<J>): void {
    const error = new HeadcountError(
      'WORKER_DIED',
      `a ${this.#options.kind} slot ${death.reason}${death.tail === '' ? '' : `: ${death.tail}`}`,
      { hint: 'The application module must load and stay alive in a process of its own.' },
    );
    if (this.#state === 'starting') this.#started?.reject(error);
    else this.#listener.broken(error);
  }
}
