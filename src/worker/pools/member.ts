// One carrier as its pool sees it.
//
//   state      entered by                              next
//   starting   new                                     idle (said it is ready), gone
//   idle       ready, its job ended                    busy, leaving, gone
//   busy       run                                     idle, leaving (it has run its share), gone
//   leaving    released: shrunk, stopped, recycled     gone
//   gone       the process or thread has exited        -

import type { Carrier, MakeCarrier } from './carrier.ts';
import type { Job, Outcome } from './contract.ts';
import { decodeReport, encodeOrder, type SlotSetup } from './frames.ts';

export type MemberState = 'starting' | 'idle' | 'busy' | 'leaving' | 'gone';

export interface MemberListener<J extends Job> {
  ready(member: Member<J>): void;
  ended(member: Member<J>, job: J, outcome: Outcome): void;
  gone(member: Member<J>, death: Death<J>): void;
}

/** Everything known about an exit. */
export interface Death<J extends Job> {
  /** The state it died in. */
  readonly from: MemberState;
  readonly job: J | undefined;
  readonly reason: string;
  /** The last lines it wrote to stderr, or what it said before it left. */
  readonly tail: string;
}

export class Member<J extends Job> {
  readonly #listener: MemberListener<J>;
  readonly #carrier: Carrier;
  #state: MemberState = 'starting';
  #job: J | undefined;
  #lastWords = '';
  #jobsRun = 0;

  constructor(make: MakeCarrier, setup: SlotSetup, listener: MemberListener<J>) {
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
    return this.#job;
  }

  /** Jobs given to it so far. */
  get jobsRun(): number {
    return this.#jobsRun;
  }

  run(job: J): void {
    this.#state = 'busy';
    this.#job = job;
    this.#jobsRun++;
    this.#carrier.send(encodeOrder({ kind: 'run', job }));
  }

  /** Lets it go; it must not be busy. */
  release(): void {
    this.#state = 'leaving';
    this.#carrier.release();
  }

  abort(): void {
    this.#carrier.send(encodeOrder({ kind: 'abort' }));
  }

  kill(): void {
    this.#carrier.kill();
  }

  #read(text: string): void {
    const report = decodeReport(text);
    switch (report?.kind) {
      case 'ended':
        this.#ended(report.outcome);
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

  #ended(outcome: Outcome): void {
    const job = this.#job;
    if (job === undefined) return;
    this.#job = undefined;
    this.#state = 'idle';
    this.#listener.ended(this, job, outcome);
  }

  #exited(reason: string, tail: string): void {
    const from = this.#state;
    const job = this.#job;
    this.#state = 'gone';
    this.#job = undefined;
    this.#listener.gone(this, { from, job, reason, tail: this.#lastWords === '' ? tail : this.#lastWords });
  }
}
