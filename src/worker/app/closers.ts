// What has to be undone when a process or thread is done with the application: the last thing done is undone first.

import { toError } from '../../errors/index.ts';

export type Closer = () => Promise<void>;

export class Closers {
  readonly #closers: Closer[] = [];
  readonly #openings = new Set<Promise<unknown>>();

  push(closer: Closer): void {
    this.#closers.push(closer);
  }

  /** Something is being opened that will want to be closed. */
  expect(opening: Promise<unknown>): void {
    const ended = opening.catch(() => undefined);
    this.#openings.add(ended);
    void ended.then(() => this.#openings.delete(ended));
  }

  /** Runs each once, one after the other, also when one fails; then throws the first failure. */
  async run(): Promise<void> {
    await Promise.all(this.#openings);
    let failure: Error | undefined;
    for (let closer = this.#closers.pop(); closer !== undefined; closer = this.#closers.pop()) {
      try {
        await closer();
      } catch (error) {
        failure ??= toError(error);
      }
    }
    if (failure !== undefined) throw failure;
  }
}
