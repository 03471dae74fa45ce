// One carrier as its pool sees it: the jobs it was given, in order. The first runs; the others were written ahead and
// start as soon as the one before has ended, unless they are withdrawn first.
//
//   state      entered by                              next
//   starting   new                                     idle (said it is ready), gone
//   idle       ready, its last job ended               busy, leaving, gone
//   busy       run                                     idle, leaving (it has run its share), gone
//   leaving    released: shrunk, stopped, recycled;    gone
//              its job ended when it had been killed
//   gone       the process or thread has exited        -

import type { Carrier, MakeCarrier } from './carrier.ts';
import type { EndCause, Job, Outcome } from './contract.ts';
import { decodeReport, encodeOrder, type SlotSetup } from './frames.ts';
import type { Interruption } from './interruption.ts';

export type MemberState = 'starting' | 'idle' | 'busy' | 'leaving' | 'gone';

export interface MemberListener<J extends Job> {
  ready(member: Member<J>): void;
  started(job: J): void;
  /** `micros`: how long it took. The next job given runs already. */
  ended(member: Member<J>, job: J, outcome: Outcome, micros: number): void;
  /** Jobs, in order, that could not be written ahead after all. */
  unoffered(jobs: readonly J[]): void;
  gone(member: Member<J>, death: Death<J>): void;
}

/** Everything known about an exit. */
export interface Death<J extends Job> {
  /** The job that was running, or about to. */
  readonly job: J | undefined;
  /** Jobs that never started, in order. */
  readonly unstarted: readonly J[];
  readonly reason: string;
  /** The last lines it wrote to stderr, or what it said before it left. */
  readonly tail: string;
}

interface Given<J extends Job> {
  readonly job: J;
  readonly expectedMicros: number;
}

export class Member<J extends Job> {
  /** Jobs it may run before it is replaced. */
  readonly share: number;
  readonly #listener: MemberListener<J>;
  readonly #carrier: Carrier;
  readonly #given: Given<J>[] = [];
  #state: MemberState = 'starting';
  #lastWords = '';
  #jobsGiven = 0;
  #backlogMicros = 0;
  #unsent: string[] = [];
  #unoffered = 0;
  #full = false;
  #ending: EndCause | undefined;
  #killed = false;

  constructor(make: MakeCarrier, setup: SlotSetup, share: number, listener: MemberListener<J>) {
    this.share = share;
    this.#listener = listener;
    this.#carrier = make({
      frame: (text) => this.#read(text),
      exited: (reason, tail) => this.#exited(reason, tail),
    });
    this.#carrier.send(encodeOrder({ kind: 'hello', setup }));
  }

  get state(): MemberState {
    return this.#state;
  }

  get pid(): number {
    return this.#carrier.pid;
  }

  /** The job it is running. */
  get job(): J | undefined {
    return this.#given[0]?.job;
  }

  /** Jobs behind it. */
  get unstarted(): readonly J[] {
    return this.#given.slice(1).map(({ job }) => job);
  }

  /** Jobs given to it and not ended. */
  get jobs(): number {
    return this.#given.length;
  }

  /** Jobs it has run or is going to. */
  get jobsGiven(): number {
    return this.#jobsGiven;
  }

  /** What its jobs are expected to take. */
  get backlogMicros(): number {
    return this.#backlogMicros;
  }

  /** It may be given jobs behind the running one. */
  get takesAhead(): boolean {
    if (this.#state !== 'busy' || this.#full || this.#killed || this.#ending !== undefined) return false;
    return this.#jobsGiven < this.share && this.#carrier.offers?.open === true;
  }

  /** Its next free moment should be its last. */
  get spent(): boolean {
    return this.#full || this.#jobsGiven >= this.share;
  }

  /** Why its job is being ended by force; asking takes it away. */
  takeEnding(): EndCause | undefined {
    const ending = this.#ending;
    this.#ending = undefined;
    return ending;
  }

  /** Gives it a job; nothing is sent before `flush`. */
  run(job: J, expectedMicros: number): void {
    const ahead = this.#given.length > 0;
    this.#state = 'busy';
    this.#given.push({ job, expectedMicros });
    this.#backlogMicros += expectedMicros;
    this.#jobsGiven++;
    if (ahead) this.#unoffered++;
    this.#unsent.push(encodeOrder({ kind: ahead ? 'ahead' : 'run', job }));
    if (!ahead) this.#listener.started(job);
  }

  /** Sends what was given since the last time. */
  flush(): void {
    if (this.#unsent.length === 0) return;
    const unoffered = this.#unoffered;
    this.#unoffered = 0;
    const refused = unoffered === 0 ? 0 : unoffered - (this.#carrier.offers?.offer(unoffered) ?? 0);
    if (refused > 0) this.#unsent.length -= refused;
    if (this.#unsent.length > 0) this.#carrier.send(this.#unsent.join('\n'));
    this.#unsent = [];
    if (refused > 0) this.#listener.unoffered(this.#takeLast(refused));
  }

  /** Takes back, in order, the jobs that it has not started. */
  withdraw(): readonly J[] {
    const { offers } = this.#carrier;
    if (this.#given.length < 2 || offers === undefined) return [];
    this.flush();
    const count = offers.withdraw();
    // The next one may just not have been claimed yet; it has been reported as started, so start it must.
    if (count === this.#given.length) this.#startAgain();
    return this.#takeLast(Math.min(count, this.#given.length - 1));
  }

  /** Lets it go; it must have no job. */
  release(): void {
    this.#state = 'leaving';
    this.#carrier.release();
  }

  /** Aborts the running job's signal. */
  interrupt(why: Interruption): void {
    const { job } = this;
    if (job === undefined) return;
    this.flush();
    this.#carrier.send(encodeOrder({ kind: 'abort', id: job.id, why }));
  }

  /** The running job must end, and counts as ended by this cause however it does. */
  condemn(cause: EndCause): void {
    this.#ending ??= cause;
  }

  kill(): void {
    this.#killed = true;
    this.#carrier.kill();
  }

  #read(text: string): void {
    const report = decodeReport(text);
    switch (report?.kind) {
      case 'ended':
        this.#full ||= report.full;
        this.#ended(report.outcome, report.micros);
        return;
      case 'ready':
        if (this.#state !== 'starting') return;
        this.#state = 'idle';
        this.#listener.ready(this);
        return;
      case 'refused':
        this.#lastWords = report.reason;
        return;
      case undefined:
        this.#lastWords = `sent an unreadable report: ${text.slice(0, 200)}`;
        this.kill();
    }
  }

  #ended(outcome: Outcome, micros: number): void {
    const ended = this.#given.shift();
    if (ended === undefined) return;
    this.#backlogMicros -= ended.expectedMicros;
    const next = this.#given[0];
    if (next === undefined) {
      this.#state = this.#killed ? 'leaving' : 'idle';
      this.#carrier.offers?.allClaimed();
    } else {
      this.#listener.started(next.job);
    }
    this.#listener.ended(this, ended.job, outcome, micros);
  }

  #takeLast(count: number): readonly J[] {
    const back = this.#given.splice(this.#given.length - count);
    for (const { expectedMicros } of back) this.#backlogMicros -= expectedMicros;
    this.#jobsGiven -= back.length;
    return back.map(({ job }) => job);
  }

  #startAgain(): void {
    const first = this.#given[0];
    if (first !== undefined) this.#carrier.send(encodeOrder({ kind: 'run', job: first.job }));
  }

  #exited(reason: string, tail: string): void {
    this.#state = 'gone';
    this.#carrier.offers?.close();
    const job = this.#given.shift()?.job;
    const unstarted = this.#given.splice(0).map((given) => given.job);
    const lastWords = this.#lastWords === '' ? tail : this.#lastWords;
    this.#listener.gone(this, { job, unstarted, reason, tail: lastWords });
  }
}
