// Counts the messages that this worker holds until they are due, and tells the collector when the counts have changed:
// at most ten times a second, and nothing while nothing is held.

import { pid } from 'node:process';
import { monotonicNs, type SampleSender } from '../../measure/index.ts';

const TELL_WITHIN_MS = 100;

export class HeldSamples {
  readonly #samples: SampleSender;
  #scheduled = 0;
  #retry = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(samples: SampleSender) {
    this.#samples = samples;
  }

  /** `again`: a further attempt, sent by a retry. */
  add(again: boolean, change: 1 | -1): void {
    if (again) this.#retry += change;
    else this.#scheduled += change;
    this.#timer ??= setTimeout(() => this.#tell(), TELL_WITHIN_MS);
  }

  /** Idempotent. */
  close(): Promise<void> {
    clearTimeout(this.#timer);
    return Promise.resolve();
  }

  #tell(): void {
    this.#timer = undefined;
    this.#samples.held({ pid, atNs: monotonicNs(), scheduled: this.#scheduled, retry: this.#retry });
  }
}
