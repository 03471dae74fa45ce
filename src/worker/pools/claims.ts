// Who gets a job that was written ahead: the slot, when it starts it, or the worker, which takes back what has not
// started. Both sides claim jobs in the order in which they were offered, and each job is claimed exactly once,
// also while the slot's event loop is blocked by a task.

/** The worker's side. */
export interface Offers {
  /** False: no more until the slot has claimed all there are. */
  readonly open: boolean;
  /** Call before the jobs are sent. Answers how many are on offer, in order; the others must not be sent. */
  offer(count: number): number;
  /** Claims all that nobody has claimed, which are the last ones offered; answers how many. */
  withdraw(): number;
  /** Everything offered so far has been claimed: what was needed for that can go. */
  allClaimed(): void;
  /** The slot is gone. */
  close(): void;
}

/** The slot's side. */
export interface Claimant {
  /** Claims the next offered job. Call once for each, in order. False: it was withdrawn and must not start. */
  claim(): boolean;
}
