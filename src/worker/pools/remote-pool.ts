// The pools whose slots live outside the worker's event loop: `prefork` (child processes) and `threads`.
// One member is one slot. A member that dies costs the one job it was running; it is replaced at once.
//
// The pool keeps `slots` members and, when members are recycled after N jobs, one more for every member
// that is close to its end: the successor is ready before it is needed.

import { HeadcountError } from '../../errors/index.ts';
import { deferred, Deadline, type Deferred } from '../../lifecycle/index.ts';
import { ms } from '../../units/index.ts';
import type { MakeCarrier } from './carrier.ts';
import type { Job, Outcome, Pool, PoolListener } from './contract.ts';
import type { SlotSetup } from './frames.ts';
import { Member, type Death } from './member.ts';

export interface RemotePoolOptions {
  readonly kind: 'prefork' | 'threads';
  /** 1 or more. */
  readonly slots: number;
  readonly setup: SlotSetup;
  /** Jobs after which a member is replaced; undefined = never. */
  readonly maxTasksPerChild: number | undefined;
  readonly makeCarrier: MakeCarrier;
}

/** Members that die before their first job, in a row, until the pool gives up. */
const MAX_FRUITLESS = 5;
/** The wait before a member is replaced that died without having done anything; doubles each time. */
const FIRST_BACKOFF_MS = 100;
/** How long aborted jobs have to notice, and released members to exit, before they are ended by force. */
const KILL_GRACE_MS = 100;
const RELEASE_GRACE_MS = 2_000;

export class RemotePool<J extends Job> implements Pool<J> {
  readonly kind: 'prefork' | 'threads';
  readonly #options: RemotePoolOptions;
  readonly #listener: PoolListener<J>;
  readonly #members = new Set<Member<J>>();
  /** Ready members without a job; the last one is used next, so that a light load keeps few of them warm. */
  readonly #idle: Member<J>[] = [];
  #target: number;
  #busy = 0;
  #fruitless = 0;
  #state: 'idle' | 'starting' | 'running' | 'stopping' | 'stopped' = 'idle';
  #started: Deferred<void> | undefined;
  #drained: Deferred<void> | undefined;
  #empty: Deferred<void> | undefined;
  #backoff: NodeJS.Timeout | undefined;
  #killing: Promise<void> | undefined;

  constructor(options: RemotePoolOptions, listener: PoolListener<J>) {
    this.kind = options.kind;
    this.#options = options;
    this.#listener = listener;
    this.#target = options.slots;
  }

  get slots(): number {
    return this.#target;
  }

  get free(): number {
    if (this.#state !== 'running') return 0;
    return Math.max(0, Math.min(this.#idle.length, this.#target - this.#busy));
  }

  get pids(): readonly number[] {
    return [...new Set([...this.#members].map((member) => member.pid))];
  }

  async start(): Promise<void> {
    this.#state = 'starting';
    this.#started = deferred();
    this.#fill();
    try {
      await this.#started.promise;
      this.#state = 'running';
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  run(job: J): void {
    const member = this.free > 0 ? this.#idle.pop() : undefined;
    if (member === undefined) throw new HeadcountError('BUG', `no free slot for task ${job.id}`);
    this.#busy++;
    member.run(job);
    if (this.#options.maxTasksPerChild !== undefined) this.#fill();
  }

  grow(count: number): void {
    this.#target += count;
    this.#fill();
  }

  shrink(count: number): void {
    this.#target = Math.max(1, this.#target - count);
    while (this.#idle.length > 0 && this.#members.size > this.#wanted()) this.#idle.shift()?.release();
  }

  async stop(deadline: Deadline): Promise<void> {
    if (this.#state === 'idle' || this.#state === 'stopped') return;
    this.#state = 'stopping';
    clearTimeout(this.#backoff);
    this.#releaseIdle();
    if (this.#busy > 0) {
      this.#drained ??= deferred();
      if (!(await deadline.race(this.#drained.promise))) return await this.kill();
    }
    if (!(await Deadline.in(ms(RELEASE_GRACE_MS)).race(this.#untilEmpty()))) await this.kill();
    this.#state = 'stopped';
  }

  async kill(): Promise<void> {
    this.#killing ??= this.#killAll();
    await this.#killing;
  }

  async #killAll(): Promise<void> {
    this.#state = 'stopping';
    clearTimeout(this.#backoff);
    this.#started?.reject(new HeadcountError('WORKER_DIED', 'the pool was stopped while it was starting'));
    this.#releaseIdle();
    for (const member of this.#members) {
      if (member.state === 'busy') member.abort();
      else member.kill();
    }
    if (!(await Deadline.in(ms(KILL_GRACE_MS)).race(this.#untilDrained()))) {
      for (const member of this.#members) member.kill();
    }
    await this.#untilEmpty();
    this.#state = 'stopped';
  }

  /** Starts members until there are as many as wanted. */
  #fill(): void {
    if (this.#state !== 'starting' && this.#state !== 'running') return;
    clearTimeout(this.#backoff);
    while (this.#members.size < this.#wanted()) this.#addMember();
  }

  #addMember(): void {
    const member = new Member<J>(this.#options.makeCarrier, this.#options.setup, {
      ready: (ready) => this.#memberReady(ready),
      ended: (by, job, outcome) => this.#jobEnded(by, job, outcome),
      gone: (gone, death) => this.#memberGone(gone, death),
    });
    this.#members.add(member);
  }

  /** Members to have: one a slot, and the successors of those about to leave or leaving. */
  #wanted(): number {
    const share = this.#options.maxTasksPerChild;
    if (share === undefined) return this.#target + this.#count('leaving');
    const lead = Math.ceil(share / 10);
    let retiring = 0;
    for (const member of this.#members) {
      if (member.state === 'leaving' || member.jobsRun > share - lead) retiring++;
    }
    return this.#target + retiring;
  }

  #count(state: Member<J>['state']): number {
    let count = 0;
    for (const member of this.#members) if (member.state === state) count++;
    return count;
  }

  #memberReady(member: Member<J>): void {
    if (this.#state === 'stopping') return member.release();
    this.#idle.push(member);
    if (this.#state === 'running') this.#listener.refilled();
    else if (this.#idle.length >= this.#target) this.#started?.resolve();
  }

  #jobEnded(member: Member<J>, job: J, outcome: Outcome): void {
    this.#busy--;
    this.#fruitless = 0;
    if (this.#mustLeave(member)) member.release();
    else this.#idle.push(member);
    // A task that saw the abort signal of a kill ends somehow; that is no outcome.
    if (this.#killing === undefined) this.#listener.finished(job, outcome);
    else this.#listener.lost(job, 'killed', 'the worker was stopped cold');
    this.#checkDrained();
  }

  #mustLeave(member: Member<J>): boolean {
    if (this.#state === 'stopping') return true;
    if (member.jobsRun >= (this.#options.maxTasksPerChild ?? Infinity)) return true;
    return this.#members.size > this.#wanted();
  }

  #memberGone(member: Member<J>, death: Death<J>): void {
    this.#members.delete(member);
    const place = this.#idle.indexOf(member);
    if (place !== -1) this.#idle.splice(place, 1);
    if (death.job !== undefined) this.#jobLost(death.job, death.reason);
    if (this.#members.size === 0) this.#empty?.resolve();
    if (this.#state === 'starting' || this.#state === 'running') this.#replace(member, death);
  }

  #jobLost(job: J, reason: string): void {
    this.#busy--;
    const cause = this.#killing === undefined ? 'crashed' : 'killed';
    this.#listener.lost(job, cause, `${this.kind === 'threads' ? 'thread' : 'process'} ${reason}`);
    this.#checkDrained();
  }

  // A member that worked is replaced at once, one that never did only after a wait, a few times.
  #replace(member: Member<J>, death: Death<J>): void {
    if (member.jobsRun > 0) return this.#fill();
    this.#fruitless++;
    if (this.#state === 'starting' || this.#fruitless >= MAX_FRUITLESS) return this.#giveUp(death);
    clearTimeout(this.#backoff);
    this.#backoff = setTimeout(() => this.#fill(), FIRST_BACKOFF_MS * 2 ** (this.#fruitless - 1));
  }

  #giveUp(death: Death<J>): void {
    const error = new HeadcountError(
      'WORKER_DIED',
      `a ${this.kind} slot ${death.reason}${death.tail === '' ? '' : `: ${death.tail}`}`,
      { hint: 'The application module must load and stay alive in a process of its own.' },
    );
    if (this.#state === 'starting') this.#started?.reject(error);
    else this.#listener.broken(error);
  }

  #releaseIdle(): void {
    for (const member of this.#idle.splice(0)) member.release();
  }

  #checkDrained(): void {
    if (this.#busy === 0) this.#drained?.resolve();
  }

  async #untilDrained(): Promise<void> {
    if (this.#busy === 0) return;
    this.#drained ??= deferred();
    await this.#drained.promise;
  }

  async #untilEmpty(): Promise<void> {
    if (this.#members.size === 0) return;
    this.#empty ??= deferred();
    await this.#empty.promise;
  }
}
