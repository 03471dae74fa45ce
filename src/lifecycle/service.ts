// One contract for everything that runs: start, quiet, stop by a deadline, kill.
//
//   state      entered by                what it does
//   idle       (new)                     nothing; stop and kill are legal and do nothing
//   running    start                     takes work
//   quiet      quiet                     takes no more work, goes on with what it has
//   stopped    stop, kill, failed start  holds no timer, socket or child
//
// Every verb is idempotent. stop resolves only when everything is down; at the deadline it kills.
// A failed start leaves nothing behind.

import type { Deadline } from './deadline.ts';

export interface Service extends AsyncDisposable {
  /** Resolves when ready to work. Throws, with everything undone, when it cannot. */
  start(): Promise<void>;
  /** Takes no more work. */
  quiet(): Promise<void>;
  /** Quiet, then finish what is under way; whatever still runs at the deadline is killed. */
  stop(deadline: Deadline): Promise<void>;
  /** Ends at once; work under way is abandoned as the service documents. */
  kill(): Promise<void>;
}
