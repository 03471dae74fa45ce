// The pools whose slots live outside the worker's event loop: `prefork` (child processes) and `threads`.
// One member is one slot. A member that dies costs the one job it was running; it is replaced at once.
//
// The pool keeps `slots` members and, when members are recycled after N jobs, one more for every member
// that is close to its end: the successor is ready before it is needed.

import { HeadcountError } from '../../errors/index.ts';
import { deferred, Deadline, type Deferred } from '../../lifecycle/index.ts';
import { ms } from '../../units/index.ts';
import { Ahead } from './ahead.ts';
import { RELEASED_WITHIN_MS } from './closing-time.ts';
import type { EndCause, Job, Outcome, Pool, PoolListener, RunningJob } from './contract.ts';
import type { Interruption } from './interruption.ts';
import type { Death, Member } from './member.ts';
import { Roster, type RosterOptions } from './roster.ts';

/** How long aborted jobs have to notice before they are ended by force. */
const KILL_GRACE_MS = 100;

export class RemotePool<J extends Job> implements Pool<J> {
  readonly kind: 'prefork' | 'threads';
  readonly #listener: PoolListener<J>;
  readonly #roster: Roster<J>;
  readonly #ahead = new Ahead<J>((member) => this.#takeBack(member));
  /** Members with frames to send. */
  readonly #unsent = new Set<Member<J>>();
  /** Of members whose job has a moment to end by itself. */
  readonly #graces = new Set<NodeJS.Timeout>();
  #busy = 0;
  #state: 'idle' | 'starting' | 'running' | 'stopping' | 'stopped' = 'idle';
  #drained: Deferred<void> | undefined;
  #killing: Promise<void> | undefined;

  constructor(options: RosterOptions, listener: PoolListener<J>) {
    this.kind = options.kind;
    this.#listener = listener;
    this.#roster = new Roster(options, {
      ready: () => this.#listener.refilled(),
      started: (job) => this.#listener.started(job),
      ended: (member, job, outcome, micros) => this.#jobEnded(member, job, outcome, micros),
      // Later: this may be in the middle of giving jobs to members.
      unoffered: (jobs) => queueMicrotask(() => this.#listener.returned(jobs)),
      gone: (member, death) => this.#memberGone(member, death),
      broken: (error) => this.#listener.broken(error),
    });
  }

  get slots(): number {
    return this.#roster.target;
  }

  get free(): number {
    if (this.#state !== 'running') return 0;
    return Math.max(0, Math.min(this.#roster.idle, this.#roster.target - this.#busy));
  }

  get pids(): readonly number[] {
    return this.#roster.pids;
  }

  get busy(): number {
    return this.#busy;
  }

  running(): readonly RunningJob<J>[] {
    return this.#roster.members.flatMap(({ job, pid }) => (job === undefined ? [] : [{ job, pid }]));
  }

  async start(): Promise<void> {
    this.#state = 'starting';
    try {
      await this.#roster.start();
      this.#state = 'running';
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  takesAhead(job: J): boolean {
    return this.#state === 'running' && this.#ahead.place(job) !== undefined;
  }

  run(job: J): void {
    const member = this.free > 0 ? this.#roster.takeIdle() : this.#ahead.place(job);
    if (this.#state !== 'running' || member === undefined)
      throw new HeadcountError('BUG', `no free slot for task ${job.id}`);
    if (member.jobs === 0) this.#busy++;
    if (this.#unsent.size === 0) queueMicrotask(() => this.#flush());
    this.#unsent.add(member);
    member.run(job, this.#ahead.types.expectedMicros(job.name));
    this.#ahead.given(member);
    this.#roster.fillForRetiring();
  }

  interrupt(job: J, why: Interruption): void {
    this.#roster.runnerOf(job)?.interrupt(why);
  }

  end(job: J, cause: EndCause, gentle: boolean): void {
    const member = this.#roster.runnerOf(job);
    if (member === undefined) return;
    this.#takeBack(member);
    member.condemn(cause);
    if (!gentle) return this.#killRunner(member, job);
    member.interrupt({ kind: 'terminated' });
    const grace = setTimeout(() => {
      this.#graces.delete(grace);
      this.#killRunner(member, job);
    }, KILL_GRACE_MS);
    this.#graces.add(grace);
  }

  unstarted(): readonly J[] {
    return this.#roster.members.flatMap((member) => member.unstarted);
  }

  recall(): readonly J[] {
    return this.#roster.members.flatMap((member) => this.#withdraw(member));
  }

  grow(count: number): void {
    this.#roster.resize(this.#roster.target + count);
  }

  shrink(count: number): void {
    this.#roster.resize(Math.max(1, this.#roster.target - count));
  }

  async stop(deadline: Deadline): Promise<void> {
    if (this.#state === 'idle' || this.#state === 'stopped') return;
    this.#close();
    if (!(await deadline.race(this.#untilDrained()))) return await this.kill();
    if (!(await Deadline.in(RELEASED_WITHIN_MS).race(this.#roster.untilEmpty()))) await this.kill();
    this.#state = 'stopped';
  }

  async kill(): Promise<void> {
    this.#killing ??= this.#killAll();
    await this.#killing;
  }

  async #killAll(): Promise<void> {
    this.#close();
    for (const member of this.#roster.members) {
      if (member.job === undefined) member.kill();
      else member.interrupt({ kind: 'coldStop' });
    }
    if (!(await Deadline.in(ms(KILL_GRACE_MS)).race(this.#untilDrained()))) {
      for (const member of this.#roster.members) member.kill();
    }
    await this.#roster.untilEmpty();
    for (const grace of this.#graces) clearTimeout(grace);
    this.#state = 'stopped';
  }

  #close(): void {
    this.#state = 'stopping';
    const unstarted = this.recall();
    if (unstarted.length > 0) this.#listener.returned(unstarted);
    this.#ahead.close();
    this.#roster.close();
  }

  #flush(): void {
    for (const member of this.#unsent) member.flush();
    this.#unsent.clear();
  }

  // Unless it has gone on to another job meanwhile: then this one has ended, and its report is on the way.
  #killRunner(member: Member<J>, job: J): void {
    if (member.job === job && member.jobs === 1) member.kill();
  }

  #takeBack(member: Member<J>): void {
    const jobs = this.#withdraw(member);
    if (jobs.length > 0) this.#listener.returned(jobs);
  }

  #withdraw(member: Member<J>): readonly J[] {
    this.#ahead.forget(member);
    return member.withdraw();
  }

  #jobEnded(member: Member<J>, job: J, outcome: Outcome, micros: number): void {
    this.#ahead.types.note(job.name, micros);
    this.#ahead.ended(member);
    if (this.#roster.mustLeave(member)) this.#takeBack(member);
    if (member.jobs === 0) {
      this.#busy--;
      this.#roster.jobless(member);
    }
    this.#report(member, job, outcome);
    this.#checkDrained();
  }

  // A task that saw the abort signal of a kill ends somehow; that is no outcome.
  #report(member: Member<J>, job: J, outcome: Outcome): void {
    const ending = member.takeEnding();
    if (this.#killing === undefined && ending === undefined) return this.#listener.finished(job, outcome);
    if (ending === undefined) return this.#listener.lost(job, 'killed', 'the worker was stopped cold');
    this.#lost(job, ending, 'ended its task');
    this.#listener.refilled();
  }

  #memberGone(member: Member<J>, { job, unstarted, reason }: Death<J>): void {
    this.#ahead.forget(member);
    if (unstarted.length > 0) this.#listener.returned(unstarted);
    if (job === undefined) return;
    this.#busy--;
    const cause = member.takeEnding() ?? 'crashed';
    this.#lost(job, this.#killing === undefined ? cause : 'killed', reason);
    this.#checkDrained();
  }

  #lost(job: J, cause: EndCause | 'crashed' | 'killed', reason: string): void {
    this.#listener.lost(job, cause, `${this.kind === 'threads' ? 'thread' : 'process'} ${reason}`);
  }

  #checkDrained(): void {
    if (this.#busy === 0) this.#drained?.resolve();
  }

  async #untilDrained(): Promise<void> {
    if (this.#busy === 0) return;
    this.#drained ??= deferred();
    await this.#drained.promise;
  }
}
