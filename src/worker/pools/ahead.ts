// Writing ahead: a busy slot is given a few more short jobs, so that neither side waits for the other after each one.
// What does not start within a few milliseconds is taken back and goes to a slot that is free: no job waits
// behind a long one.

import type { Job } from './contract.ts';
import type { Member } from './member.ts';
import { QuickTypes } from './quick-types.ts';

/** Work that a slot may be given in all, as expected. */
const LIMIT_MICROS = 1_000;
/** Jobs that a slot may be given in all. */
const MOST_JOBS = 64;
/** A job that has run for one to two of these holds up nobody any more. */
const PATIENCE_MS = 3;

export class Ahead<J extends Job> {
  readonly types = new QuickTypes();
  readonly #takeBack: (member: Member<J>) => void;
  /** Members with jobs behind the running one, and the one that ran at the last look. */
  readonly #watched = new Map<Member<J>, J | undefined>();
  /** Members that may be filled up. */
  readonly #open = new Set<Member<J>>();
  /** Jobs that a member had when it was last filled up. */
  readonly #filled = new Map<Member<J>, number>();
  #timer: NodeJS.Timeout | undefined;
  #look: NodeJS.Immediate | undefined;

  /** `takeBack` is called with a member whose jobs have waited long enough. */
  constructor(takeBack: (member: Member<J>) => void) {
    this.#takeBack = takeBack;
  }

  /** The member to give the job to, behind others; undefined: there is none. */
  place(job: J): Member<J> | undefined {
    if (this.#open.size === 0) return undefined;
    const expected = this.types.expectedMicros(job.name);
    let best: Member<J> | undefined;
    for (const member of this.#open) {
      if (!this.#hasRoom(member, expected)) this.#open.delete(member);
      else if (best === undefined || member.backlogMicros < best.backlogMicros) best = member;
    }
    return best;
  }

  /** A job was given to the member. */
  given(member: Member<J>): void {
    this.#filled.set(member, member.jobs);
    if (member.jobs < 2) {
      this.#open.add(member);
    } else {
      if (!this.#watched.has(member)) this.#watched.set(member, undefined);
      this.#timer ??= setTimeout(() => this.#soon(), PATIENCE_MS);
    }
  }

  /** A job of the member has ended. It is given more when it has half of what it had: many at a time cost less. */
  ended(member: Member<J>): void {
    if (member.jobs < 2) this.#watched.delete(member);
    if (member.jobs === 0) this.#open.delete(member);
    else if (member.jobs * 2 <= (this.#filled.get(member) ?? 0)) this.#open.add(member);
    else this.#open.delete(member);
  }

  /** The member has nothing to start any more. */
  forget(member: Member<J>): void {
    this.#watched.delete(member);
    this.#open.delete(member);
    this.#filled.delete(member);
  }

  close(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#look);
  }

  #hasRoom(member: Member<J>, expected: number): boolean {
    return member.takesAhead && member.jobs < MOST_JOBS && member.backlogMicros + expected <= LIMIT_MICROS;
  }

  // Reports that are there already are read first: they may have been kept waiting by this process.
  #soon(): void {
    this.#look = setImmediate(() => this.#lookAround());
  }

  #lookAround(): void {
    this.#timer = undefined;
    for (const [member, seen] of this.#watched) {
      if (member.job === seen) {
        this.forget(member);
        this.#takeBack(member);
      } else {
        this.#watched.set(member, member.job);
      }
    }
    if (this.#watched.size > 0) this.#timer ??= setTimeout(() => this.#soon(), PATIENCE_MS);
  }
}
