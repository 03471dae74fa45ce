// A place outside the worker's event loop that runs jobs: a child process or a worker thread.

import type { Offers } from './claims.ts';

/** Handle on one running place. */
export interface Carrier {
  /** The operating system's process id; a thread has its process's. */
  readonly pid: number;
  /** For jobs written ahead; undefined: there can be none. */
  readonly offers: Offers | undefined;
  /** Delivers frames, one a line; silently nothing once it has exited. */
  send(frames: string): void;
  /** Asks it to exit when it reads this; its event loop must be free for that. */
  release(): void;
  /** Ends it now. */
  kill(): void;
}

export interface CarrierListener {
  frame(text: string): void;
  /** Exactly once, after its last frame. `tail` holds the last lines it wrote to stderr. */
  exited(reason: string, tail: string): void;
}

/** Starts a carrier. Failing to start is reported through `exited`. */
export type MakeCarrier = (listener: CarrierListener) => Carrier;

/** Receives what tasks print. */
export type PrintedText = (text: string) => void;

export interface CarrierOptions {
  readonly print: PrintedText;
  /** Most JavaScript heap it may use: beyond that it dies. undefined = V8's default. */
  readonly maxHeapMiB: number | undefined;
}
