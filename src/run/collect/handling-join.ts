// Puts the two halves of a task together: what its slot stamped and what its worker stamped. They come from different
// processes and in either order: with early acks the worker is first, with late acks the slot. One of them may never
// come (a killed worker takes its buffer with it), so halves are bounded: beyond the limit the oldest are given up.

import { HalfStore } from './half-store.ts';

/** Halves that wait at most. What a fleet has under way is far below. */
const MOST_WAITING = 1 << 18;

export interface TaskHalf {
  readonly typeIndex: number;
  readonly worker: number;
  readonly intendedNs: number;
  readonly sentNs: number;
  readonly startedNs: number;
  readonly finishedNs: number;
}

export interface HandlingHalf {
  readonly worker: number;
  readonly reservedNs: number;
  readonly settledNs: number;
}

export interface JoinCounts {
  readonly joined: number;
  /** Executions whose worker's half never came. */
  readonly executionsAlone: number;
  /** Workers' halves whose execution never came, such as of a task that its worker's death ended. */
  readonly handlingsAlone: number;
}

/** Numbers of a half: the worker first. */
const TASK_NUMBERS = 6;
const HANDLING_NUMBERS = 3;

export class HandlingJoin {
  readonly #onJoined: (task: TaskHalf, handling: HandlingHalf) => void;
  readonly #tasks: HalfStore;
  readonly #handlings: HalfStore;
  #joined = 0;
  #executionsAlone = 0;
  #handlingsAlone = 0;

  constructor(
    onJoined: (task: TaskHalf, handling: HandlingHalf) => void,
    mostWaiting: number = MOST_WAITING,
  ) {
    this.#onJoined = onJoined;
    this.#tasks = new HalfStore(TASK_NUMBERS, mostWaiting);
    this.#handlings = new HalfStore(HANDLING_NUMBERS, mostWaiting);
  }

  /** Halves that wait for their other one count as alone. */
  get counts(): JoinCounts {
    return {
      joined: this.#joined,
      executionsAlone: this.#executionsAlone + this.#tasks.size,
      handlingsAlone: this.#handlingsAlone + this.#handlings.size,
    };
  }

  /** The first execution of a task. */
  task(seq: number, half: TaskHalf): void {
    const at = this.#handlings.find(seq);
    if (at < 0) return this.#keepTask(seq, half);
    const handling = readHandling(this.#handlings, at);
    this.#handlings.drop(seq);
    if (isOneJourney(half, handling)) return this.#join(half, handling);
    this.#handlingsAlone++;
    this.#keepTask(seq, half);
  }

  /** `seen`: an execution of this task was booked before. */
  handling(seq: number, half: HandlingHalf, seen: boolean): void {
    const at = this.#tasks.find(seq);
    const task = at < 0 ? undefined : readTask(this.#tasks, at);
    if (task !== undefined && isOneJourney(task, half)) {
      this.#tasks.drop(seq);
      return this.#join(task, half);
    }
    // Of a further execution, which counts nowhere; or of one that was given up.
    if (seen) this.#handlingsAlone++;
    else this.#keepHandling(seq, half);
  }

  #keepTask(seq: number, half: TaskHalf): void {
    this.#executionsAlone += this.#tasks.put(seq);
    const at = this.#tasks.find(seq);
    this.#tasks.set(at, half.worker);
    this.#tasks.set(at + 1, half.typeIndex);
    this.#tasks.set(at + 2, half.intendedNs);
    this.#tasks.set(at + 3, half.sentNs);
    this.#tasks.set(at + 4, half.startedNs);
    this.#tasks.set(at + 5, half.finishedNs);
  }

  #keepHandling(seq: number, half: HandlingHalf): void {
    if (this.#handlings.drop(seq)) this.#handlingsAlone++;
    this.#handlingsAlone += this.#handlings.put(seq);
    const at = this.#handlings.find(seq);
    this.#handlings.set(at, half.worker);
    this.#handlings.set(at + 1, half.reservedNs);
    this.#handlings.set(at + 2, half.settledNs);
  }

  #join(task: TaskHalf, handling: HandlingHalf): void {
    this.#joined++;
    this.#onJoined(task, handling);
  }
}

// A message of a worker that died is reserved again, by another or by the one that took its place, and the stamps of both
// belong to different journeys: nothing starts before it was reserved.
function isOneJourney(task: TaskHalf, handling: HandlingHalf): boolean {
  return task.worker === handling.worker && handling.reservedNs <= task.startedNs;
}

function readTask(from: HalfStore, at: number): TaskHalf {
  return {
    worker: from.at(at),
    typeIndex: from.at(at + 1),
    intendedNs: from.at(at + 2),
    sentNs: from.at(at + 3),
    startedNs: from.at(at + 4),
    finishedNs: from.at(at + 5),
  };
}

function readHandling(from: HalfStore, at: number): HandlingHalf {
  return { worker: from.at(at), reservedNs: from.at(at + 1), settledNs: from.at(at + 2) };
}
